"""Which texts a model can answer."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bentos.contracts import MAX_TEXT, ContractError
from bentos.serving.tweets import check, sort
from bentos.text import encodable

any_text = st.text(st.characters(exclude_categories=()), max_size=50)


@given(any_text)
def test_any_text_is_accepted_or_refused_with_a_sentence(text: str) -> None:
    with contextlib.suppress(ContractError):
        check(text)


@given(
    st.text(st.characters(categories=["Nd"]), min_size=1, max_size=20),
    st.sampled_from([" ", "\u00a0", "-", ""]),
)
def test_digits_of_any_script_are_a_number(digits: str, before: str) -> None:
    with pytest.raises(ContractError) as refused:
        check(before + digits + " ")
    assert refused.value.key == "number"


@given(st.text(st.characters(categories=["Lu", "Ll", "So"]), min_size=1, max_size=20), any_text)
def test_a_text_with_a_letter_or_a_symbol_is_a_tweet(word: str, rest: str) -> None:
    check(rest + word)


def test_a_text_is_measured_in_characters() -> None:
    check("😀" * MAX_TEXT)
    with pytest.raises(ContractError) as refused:
        check("😀" * (MAX_TEXT + 1))
    assert refused.value.status == 422


@given(st.lists(st.sampled_from(["", "12", "so happy"])))
def test_sorting_leaves_no_text_out(texts: list[str]) -> None:
    errors, fit = sort(texts)
    assert sorted([*errors, *fit]) == list(range(len(texts)))
    assert all(texts[position] == "so happy" for position in fit)


@given(any_text)
def test_what_goes_to_a_model_is_utf8_and_otherwise_unchanged(text: str) -> None:
    carried = encodable(text)
    carried.encode("utf-8")
    assert len(carried) == len(text)
    assert all(a == b or (b == "?" and "\ud800" <= a <= "\udfff") for a, b in zip(text, carried, strict=True))
