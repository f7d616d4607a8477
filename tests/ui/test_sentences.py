"""The page's words."""

import pytest

from tests.bentos.test_sentences import fields
from ui.sentences import percent
from ui.words import WORDS, batch, compare, lineage, models, monitoring, page, review


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_fill_in_the_same_fields(key: str) -> None:
    assert fields(WORDS[key]["fr"]) == fields(WORDS[key]["en"])


def test_no_tab_takes_a_key_of_another() -> None:
    tabs = (page, compare, batch, models, monitoring, review, lineage)
    assert sum(len(tab.WORDS) for tab in tabs) == len(WORDS)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0.5, "50\N{NO-BREAK SPACE}%", "50%"),
        (0.9999, "99\N{NO-BREAK SPACE}%", "99%"),
        (1, "100\N{NO-BREAK SPACE}%", "100%"),
    ],
)
def test_a_share_is_written_as_the_language_writes_it(value: float, french: str, english: str) -> None:
    assert (percent(value, "fr"), percent(value, "en")) == (french, english)
