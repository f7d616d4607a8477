"""Pairs of sentences that differ in who is meant."""

from typing import cast

import numpy as np
import pytest

from train.report import bias
from train.report.answers import Model

ARABIC = ("omar", "ahmed", "mohammed", "hassan", "khalid", "youssef", "mustafa", "tariq")
PERSONS = {"he", "she", "they", "him", "her", "them", "his", "their"}


class _Partial:
    """A model that finds sentences with one of its words less likely positive."""

    def __init__(self, *words: str) -> None:
        self._words = set(words)

    def positive(self, texts: list[str]) -> np.ndarray:
        return np.array([0.3 if self._words & set(text.split()) else 0.7 for text in texts])


def _measure(*models: object) -> bias.Bias:
    return bias.measure([cast(Model, model) for model in models])


def _pairs() -> list[tuple[str, str]]:
    return [
        pair
        for kind in bias.kinds()
        for group in list(kind.groups)[1:]
        for own, other in zip(kind.groups[group], kind.groups[kind.reference], strict=True)
        for pair in zip(own, other, strict=True)
    ]


def test_there_are_three_hundred_different_pairs_and_more() -> None:
    found = _pairs()
    assert _measure(_Partial()).pairs == len(set(found)) == len(found) >= 300
    assert all(own != other for own, other in found)


def test_a_pair_differs_in_who_is_meant_alone() -> None:
    for text, another in _pairs():
        own, other = text.split(), another.split()
        swapped = {word.strip("!,") for word in {*own} ^ {*other}}
        assert len(own) == len(other)
        assert swapped <= PERSONS or len(swapped) == 2


def test_a_model_that_reads_words_of_one_group_otherwise_is_found_out() -> None:
    found = _measure(_Partial(*ARABIC), _Partial())
    told = {each.group: [p < 0.05 for p in each.p] for each in found.shifts}
    assert {group for group, (first, _) in told.items() if first} == {"Arabic names"}
    assert not any(second for _, second in told.values())
    [arabic] = (each for each in found.shifts if each.group == "Arabic names")
    assert arabic.shifts[0].high < 0
    assert all(each.shifts[1].high == pytest.approx(0) for each in found.shifts)
    assert found.gaps["names"][0]["called Positive"] > 0.5


def test_a_model_that_reads_one_name_otherwise_has_no_bias_against_its_group() -> None:
    found = _measure(_Partial("omar"))
    [arabic] = (each for each in found.shifts if each.group == "Arabic names")
    assert arabic.shifts[0].value < -0.03
    assert arabic.shifts[0].low < 0 <= arabic.shifts[0].high
    assert arabic.p[0] > 0.05


def test_sentences_of_another_kind_are_no_gap_between_groups() -> None:
    """The model likes no sentence with a pronoun, whosever it is."""
    found = _measure(_Partial(*PERSONS, *(f"{word}!" for word in PERSONS)))
    assert found.gaps["pronouns"][0] == dict.fromkeys(bias.GAPS, 0.0)
    assert found.gaps["names"][0] == dict.fromkeys(bias.GAPS, 0.0)


def test_a_model_that_reads_a_pronoun_otherwise_has_a_gap_there_alone() -> None:
    found = _measure(_Partial("she", "her", "her!"))
    assert found.gaps["pronouns"][0]["called Positive"] > 0.9
    assert set(found.gaps["names"][0].values()) == {0}
