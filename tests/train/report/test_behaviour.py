"""What must hold of any model's answers."""

from typing import cast

import numpy as np

from train.report import behaviour
from train.report.answers import Model


class _Constant:
    """A model that says the same of every tweet."""

    def positive(self, texts: list[str]) -> np.ndarray:
        return np.full(len(texts), 0.9)


def test_a_model_that_says_one_thing_passes_what_asks_for_no_more() -> None:
    found = {(each.kind, each.name): each for each in behaviour.measure([cast(Model, _Constant())])}
    assert all(
        each.passed[0].value == 1 for (kind, _), each in found.items() if kind != "minimum functionality"
    )
    assert found["minimum functionality", "plain complaint"].passed[0].value == 0
    assert found["minimum functionality", "plain complaint"].failed == ["i hate this"]
    assert found["minimum functionality", "plain praise"].failed == [""]


def test_an_answer_may_move_the_wrong_way_by_the_tolerance_only() -> None:
    praised = behaviour.Expectation("direction", "", [behaviour.Case("b", "a", 1)])
    assert behaviour.passes(praised, {"a": 0.5, "b": 0.46}).all()
    assert not behaviour.passes(praised, {"a": 0.5, "b": 0.44}).any()
    scolded = behaviour.Expectation("direction", "", [behaviour.Case("b", "a", 0)])
    assert not behaviour.passes(scolded, {"a": 0.5, "b": 0.56}).any()


def test_every_changed_sentence_is_another_text() -> None:
    same = {case.text for each in behaviour.expectations() for case in each.cases if case.text == case.before}
    assert same == set()
