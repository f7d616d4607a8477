"""The figures of a report."""

import numpy as np
import pytest

from train import evaluate
from train.report import calibration, figures


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


@pytest.mark.parametrize("slope", [1.0, 0.7], ids=["calibrated", "too sure"])
def test_the_interval_of_a_calibration_error_covers_that_of_other_tweets(slope: float) -> None:
    """Of probabilities that mean what they say, too, whose error is chance alone."""
    generator = np.random.default_rng(4)

    def drawn() -> tuple[np.ndarray, np.ndarray]:
        positive = generator.beta(0.9, 0.9, 300)
        meant = 1 / (1 + (1 / positive - 1) ** slope)
        return (generator.uniform(size=300) < meant).astype(np.int8), positive

    def error(labels: np.ndarray, positive: np.ndarray) -> float:
        bins = calibration.diagram(labels, positive)
        return sum(each.rows * abs(each.expected - each.observed) for each in bins) / len(labels)

    expected = np.mean([error(*drawn()) for _ in range(2_000)])
    found = [figures.measure(*drawn())["ece"] for _ in range(30)]
    assert np.mean([each.low <= expected <= each.high for each in found]) >= 0.9
    assert all(each.low + 0.2 * (each.high - each.low) < each.value for each in found)
    assert all(each.value < each.high - 0.2 * (each.high - each.low) for each in found)


def test_the_accuracy_of_a_few_tweets_that_are_all_right_is_not_certain() -> None:
    labels = np.array([0, 1] * 5, dtype=np.int8)
    found = figures.measure(labels, labels * 0.8 + 0.1)["accuracy"]
    assert (round(found.low, 4), found.value, found.high) == (0.7225, 1, 1)


def test_probabilities_that_are_too_sure_have_a_calibration_error() -> None:
    labels, positive = _rows(6_000)
    assert figures.measure(labels, positive)["ece"].value < 0.03
    exaggerated = positive**3 / (positive**3 + (1 - positive) ** 3)
    assert figures.measure(labels, exaggerated)["ece"].low > 0.1


def test_more_tweets_narrow_the_interval() -> None:
    few, many = (figures.measure(*_rows(size))["auc"] for size in (200, 5_000))
    assert many.high - many.low < (few.high - few.low) / 3
