"""Kinds of tweets."""

import numpy as np
import pytest

from bentos.text import normalise
from train.report import slices
from train.report.tweets import Tweets


def _tweets(*raw: str) -> Tweets:
    return Tweets("", list(raw), [normalise(each) for each in raw], np.ones(len(raw), dtype=np.int8), {})


@pytest.mark.parametrize(
    ("kind", "tweet"),
    [
        ("short (up to 5 words)", "late again"),
        ("long (20 words and more)", "word " * 20),
        ("negation", "It isn’t a good day at the office today"),
        ("negation", "they dont answer the phone at all today"),
        ("emoji", "what a lovely day at the beach 🏖️"),
        ("emoticons", "what a lovely day at the beach :-)"),
        ("slang, abbreviations", "omg this queue is so long at the bank"),
        ("misspellings", "what a beautifull day at the beach today"),
        ("hashtags", "what a lovely day at the beach #summer"),
        ("mentions", "@anybody what a lovely day at the beach"),
        ("links", "what a lovely day at the beach https://example.com/?q=a"),
        ("questions", "what do you think of the new bus?"),
        ("shouting (words in capitals)", "THIS BUS is late every single day"),
        ("other languages", "le train de ce matin est encore en retard"),
    ],
)
def test_a_tweet_is_of_its_kind_and_of_few_others(kind: str, tweet: str) -> None:
    plain = "the weather was lovely when we walked home"
    found = {name: chosen.tolist() for name, chosen in slices.kinds(_tweets(tweet, plain)).items()}
    assert found[kind] == [True, False]
    assert sum(chosen[0] for chosen in found.values()) <= 2


def test_a_name_a_hashtag_and_slang_are_no_misspellings() -> None:
    found = slices.kinds(_tweets("Grahm says #beautifull gonna happen", "an address: &#39;"))
    assert not found["misspellings"].any()
    assert found["hashtags"].tolist() == [True, False]


def test_the_worst_kind_comes_first_and_an_empty_one_not_at_all() -> None:
    kinds = {"easy": np.array([True] * 9 + [False]), "hard": np.arange(10) > 6, "none": np.zeros(10, bool)}
    found = slices.measure(kinds, [np.arange(10) < 8, np.arange(10) < 9])
    assert [(each.name, each.rows) for each in found] == [("hard", 3), ("easy", 9)]
    assert [round(each.value, 3) for each in found[0].accuracies] == [0.333, 0.667]


def test_the_interval_of_a_share_is_wilsons() -> None:
    found = slices.share(0, 10)
    assert (found.low, round(found.high, 4)) == (0, 0.2775)
