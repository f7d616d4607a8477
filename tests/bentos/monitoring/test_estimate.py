"""The accuracy of a model on tweets without labels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bentos.monitoring.estimate import UNREVIEWED, Estimate, estimate
from bentos.monitoring.reference import Reference, summarise
from tests.bentos.references import drawn, reference


def calibrated(seed: int, rows: int, sure: float = 1) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of Positive, nearer to a half where `sure` is less, and labels that come as often."""
    generator = np.random.default_rng(seed)
    positive = 0.5 + (generator.random(rows) - 0.5) * sure
    return positive, (generator.random(rows) < positive).astype(np.int8)


def accuracy(positive: np.ndarray, labels: np.ndarray) -> float:
    return float(np.mean((positive > 0.5) == labels))


@pytest.fixture(scope="module")
def known() -> Reference:
    return summarise(["the train is late"] * 4_000, *calibrated(1, 4_000), {"train"})


def test_on_the_validation_tweets_it_is_their_accuracy(known: Reference) -> None:
    positive, labels = calibrated(1, 4_000)
    assert estimate(known, positive).accuracy == pytest.approx(accuracy(positive, labels))


@pytest.mark.parametrize("sure", [1, 0.8])
def test_a_calibrated_model_is_as_right_as_it_is_sure(known: Reference, sure: float) -> None:
    positive, labels = calibrated(2, 10_000, sure)
    assert estimate(known, positive).accuracy == pytest.approx(accuracy(positive, labels), abs=0.06)


def test_nineteen_intervals_in_twenty_hold_the_accuracy_of_like_tweets(known: Reference) -> None:
    held = 0
    for seed in range(100, 300):
        positive, labels = calibrated(seed, 300)
        said = estimate(known, positive)
        held += said.low <= accuracy(positive, labels) <= said.high
    assert held >= 185


KNOWN = reference(drawn(1, 5_000))
POSITIVE = st.lists(st.floats(0, 1), min_size=1, max_size=40).map(np.array)


@given(POSITIVE)
def test_the_interval_holds_the_estimate_and_is_one_of_shares(positive: np.ndarray) -> None:
    said = estimate(KNOWN, positive)
    assert 0 <= said.low <= said.accuracy <= said.high <= 1
    assert (said.rows, said.reviewed) == (len(positive), 0)


@given(POSITIVE, st.randoms(use_true_random=False))
def test_what_is_known_of_every_tweet_leaves_nothing_to_estimate(
    positive: np.ndarray, random: object
) -> None:
    labels = np.array([random.randint(0, 1) for _ in positive], dtype=np.int8)  # type: ignore[attr-defined]
    exact = accuracy(positive, labels)
    assert estimate(KNOWN, positive, labels) == Estimate(exact, exact, exact, len(labels), len(labels))


@given(POSITIVE, st.data())
def test_a_flagged_mistake_never_raises_the_estimate_nor_does_a_right_one_lower_it(
    positive: np.ndarray, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(positive) - 1))
    before = estimate(KNOWN, positive).accuracy
    for label, holds in ((positive[at] <= 0.5, float.__le__), (positive[at] > 0.5, float.__ge__)):
        labels = np.full(len(positive), UNREVIEWED, dtype=np.int8)
        labels[at] = label
        assert holds(estimate(KNOWN, positive, labels).accuracy, before)


def test_more_tweets_narrow_the_interval() -> None:
    few, many = (estimate(KNOWN, calibrated(5, rows)[0]) for rows in (50, 2_000))
    assert many.high - many.low < few.high - few.low


def test_a_few_sure_predictions_are_not_certain() -> None:
    assert estimate(KNOWN, np.array([0.99, 0.98])).low < 0.7
