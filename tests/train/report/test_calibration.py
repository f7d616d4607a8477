"""Calibration, and the band of the unsure."""

import numpy as np
import pytest

from train.report import calibration

LABELS = np.array([0, 0, 1, 1, 1], dtype=np.int8)
POSITIVE = np.array([0.05, 0.55, 0.45, 0.9, 0.92])


def test_bins_hold_every_tweet_once() -> None:
    found = calibration.diagram(LABELS, POSITIVE)
    assert sum(each.rows for each in found) == len(LABELS)
    assert [each.expected for each in found] == sorted(each.expected for each in found)
    assert found[-1].observed == 1


def test_a_certain_answer_lies_in_the_last_bin() -> None:
    assert calibration.bins(np.array([0.0, 1.0])).tolist() == [0, calibration.BINS - 1]


def test_chance_is_the_error_of_probabilities_that_mean_what_they_say() -> None:
    generator = np.random.default_rng(6)
    positive = generator.beta(0.9, 0.9, 800)
    drawn = [
        np.abs(np.bincount(calibration.bins(positive), positive - (generator.uniform(size=800) < positive)))
        for _ in range(2_000)
    ]
    assert calibration.chance(positive) == pytest.approx(
        np.mean([each.sum() / 800 for each in drawn]), rel=0.03
    )


def test_the_band_tells_the_accuracy_on_either_side() -> None:
    band = calibration.bands(LABELS, POSITIVE)[0]
    assert (band.below, band.share, band.inside, band.outside) == (0.6, 0.4, 0.0, 1.0)


def test_a_side_without_tweets_has_no_accuracy() -> None:
    band = calibration.bands(LABELS[:1], POSITIVE[:1])[0]
    assert (band.share, band.inside, band.outside) == (0, None, 1)
