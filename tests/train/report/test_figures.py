"""The figures of a report."""

import numpy as np
import pytest

from train import evaluate
from train.report import figures


def _rows(size: int = 600) -> tuple[np.ndarray, np.ndarray]:
    """Labels, and probabilities of Positive that mean what they say; some of them stand twice."""
    generator = np.random.default_rng(5)
    positive = np.round(generator.uniform(0.02, 0.98, size), 2)
    return (generator.uniform(size=size) < positive).astype(np.int8), positive


def test_they_are_those_that_evaluate_gives() -> None:
    labels, positive = _rows()
    odds = np.log(positive / (1 - positive))
    known = evaluate.metrics(labels, np.stack([-odds / 2, odds / 2], axis=1).astype(np.float32))
    found = figures.measure(labels, positive)
    for name in ("accuracy", "f1", "auc", "loss"):
        assert found[name].value == pytest.approx(known[name], abs=1e-5)


def test_each_lies_in_its_interval() -> None:
    for each in figures.measure(*_rows()).values():
        assert each.low < each.value < each.high


def test_probabilities_that_are_too_sure_have_a_calibration_error() -> None:
    labels, positive = _rows(6_000)
    assert figures.measure(labels, positive)["ece"].value < 0.03
    exaggerated = positive**3 / (positive**3 + (1 - positive) ** 3)
    assert figures.measure(labels, exaggerated)["ece"].low > 0.1


def test_more_tweets_narrow_the_interval() -> None:
    few, many = (figures.measure(*_rows(size))["auc"] for size in (200, 5_000))
    assert many.high - many.low < (few.high - few.low) / 3
