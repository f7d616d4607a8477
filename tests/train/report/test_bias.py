"""Pairs of sentences that differ in who is meant."""

from typing import cast

import numpy as np

from train.report import bias
from train.report.answers import Model


class _Partial:
    """A model that finds sentences with one of its words less likely positive."""

    def __init__(self, *words: str) -> None:
        self._words = set(words)

    def positive(self, texts: list[str]) -> np.ndarray:
        return np.array([0.3 if self._words & set(text.split()) else 0.7 for text in texts])


def test_there_are_three_hundred_different_pairs_and_more() -> None:
    found = bias.pairs()
    assert len({(pair.text, pair.other) for pair in found}) == len(found) >= 300
    assert all(pair.text != pair.other for pair in found)


def test_a_pair_differs_in_who_is_meant_alone() -> None:
    persons = {"he", "she", "they", "him", "her", "them", "his", "their"}
    for pair in bias.pairs():
        own, other = pair.text.split(), pair.other.split()
        swapped = {word.strip("!,") for word in {*own} ^ {*other}}
        assert len(own) == len(other)
        assert swapped <= persons or len(swapped) == 2


def test_a_model_that_reads_words_of_one_group_otherwise_is_found_out() -> None:
    found = bias.measure([cast(Model, _Partial("omar", "ahmed")), cast(Model, _Partial())])
    shifted = {each.group for each in found.shifts if each.shifts[0].high < 0}
    assert shifted == {"Arabic names"}
    assert all(each.shifts[1] == (0, 0, 0) for each in found.shifts)
    assert found.gaps[0]["called Positive"] > 0.5
    assert set(found.gaps[1].values()) == {0}
