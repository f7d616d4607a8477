"""The exact-text type and the ids of flags."""

from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from bentos.records.tables import Exact, flag_id

ANY_TEXT = st.text(st.characters())
COLUMN = Exact()
DIALECT = sqlite.dialect()


def stored(text: str) -> str:
    value = COLUMN.process_bind_param(text, DIALECT)
    assert value is not None
    return value


@given(ANY_TEXT)
@example("\\u0000 \x00 \\\\ \ud800 \\")
@example("\ud83d\ude42 \U0001f642")
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert COLUMN.process_result_value(stored(text), DIALECT) == text


@given(ANY_TEXT)
def test_what_is_stored_is_utf_8_without_nul(text: str) -> None:
    assert b"\x00" not in stored(text).encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\\")))
def test_a_text_that_every_database_takes_is_stored_as_it_is(text: str) -> None:
    assert stored(text) == text


FLAGS = st.tuples(ANY_TEXT, st.integers(0, 1), ANY_TEXT)


@given(FLAGS, FLAGS)
@example(("a", 1, "1b"), ("a1", 1, "b"))
def test_two_flags_have_one_id_only_if_they_are_the_same(
    one: tuple[str, int, str], other: tuple[str, int, str]
) -> None:
    assert (flag_id(*one) == flag_id(*other)) == (one == other)
