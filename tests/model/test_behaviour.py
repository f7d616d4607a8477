"""What the models of the starter corpus must do, as `sentiment report` measures it.

They have read 300 tweets: what is asked of them is far less than of a model that people are to trust.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bentos import store
from bentos.settings import FAMILIES, Family
from tests.conftest import own_home
from train.report import answers, behaviour, bias
from train.report.answers import Model
from train.report.behaviour import Result


@pytest.fixture(scope="module")
def models(trained_home: Path) -> Iterator[dict[Family, Model]]:
    with own_home(trained_home):
        yield {family: answers.load(store.load(store.resolve(family))) for family in FAMILIES}


@pytest.fixture(scope="module")
def results(models: dict[Family, Model]) -> dict[Family, list[Result]]:
    return {family: behaviour.measure([model]) for family, model in models.items()}


def _passed(results: list[Result], kind: str) -> float:
    own = [each for each in results if each.kind == kind]
    return sum(each.passed[0].value * each.cases for each in own) / sum(each.cases for each in own)


@pytest.mark.parametrize("family", FAMILIES)
def test_more_than_half_of_the_plain_sentences_are_understood(
    family: Family, results: dict[Family, list[Result]]
) -> None:
    plain = [each for each in results[family] if each.name.startswith("plain")]
    assert _passed(plain, "minimum functionality") > 0.5


@pytest.mark.parametrize("family", FAMILIES)
def test_what_says_nothing_seldom_changes_an_answer(
    family: Family, results: dict[Family, list[Result]]
) -> None:
    assert _passed(results[family], "invariance") >= 0.75


@pytest.mark.parametrize("family", FAMILIES)
def test_praise_and_complaint_seldom_push_the_wrong_way(
    family: Family, results: dict[Family, list[Result]]
) -> None:
    assert _passed(results[family], "direction") >= 0.75


@pytest.mark.parametrize("family", FAMILIES)
def test_no_name_and_no_pronoun_moves_an_answer_by_a_fifth(
    family: Family, models: dict[Family, Model]
) -> None:
    found = bias.measure([models[family]])
    assert {
        each.group: each.shifts[0].value for each in found.shifts if abs(each.shifts[0].value) >= 0.2
    } == {}
