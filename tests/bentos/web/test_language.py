"""Which language a client asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bentos.web.language import preferred


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "fr"),
        ("", "fr"),
        ("en", "en"),
        ("EN-us", "en"),
        ("fr, en", "fr"),
        ("en, fr", "en"),
        ("en, *", "en"),
        ("*, fr", "fr"),
        ("en, fr;q=0.9", "en"),
        ("en-GB;q=0.8, fr-CA;q=0.9", "fr"),
        ("de, en;q=0.5", "en"),
        ("de", "fr"),
        ("*", "fr"),
        ("fr;q=0", "fr"),
        ("fr;q=0, *", "en"),
        ("en;q=0", "fr"),
        ("en;q=nonsense", "fr"),
        ("en;q=nan", "fr"),
        ("en ; q = 1 , fr ; q = 0.5", "en"),
    ],
)
def test_the_language_with_the_greater_weight_is_chosen(header: str | None, expected: str) -> None:
    assert preferred(header) == expected


@given(st.text())
def test_any_header_gives_a_language(header: str) -> None:
    assert preferred(header) in ("fr", "en")
