"""What the API says, in both languages."""

from string import Formatter

import pytest

from bentos.sentences import SENTENCES


def fields(sentence: str) -> set[str]:
    """The names that are filled into a sentence."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", SENTENCES)
def test_both_languages_fill_in_the_same_fields(key: str) -> None:
    assert fields(SENTENCES[key]["fr"]) == fields(SENTENCES[key]["en"])
