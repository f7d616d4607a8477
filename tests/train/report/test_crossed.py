"""Differences between names in the same sentences."""

import numpy as np
import pytest

from train.report import crossed


@pytest.mark.parametrize(("names", "by_name"), [(8, 0.1), (8, 0.0), (1, 0.0)])
def test_what_differs_by_chance_is_seldom_told_from_none(names: int, by_name: float) -> None:
    """Sentences suit a group more or less, names differ, all by chance: there is no difference."""
    generator = np.random.default_rng(2)

    def drawn(sentences: np.ndarray) -> np.ndarray:
        suited = sentences + generator.normal(0, 0.1, 26)
        return suited[:, None] + generator.normal(0, by_name, names) + generator.normal(0, 0.05, (26, names))

    told = []
    for _ in range(400):
        sentences = generator.normal(size=26)
        interval, p = crossed.difference(drawn(sentences), drawn(sentences))
        assert (p < 0.05) == (not interval.low <= 0 <= interval.high)
        told.append(p < 0.05)
    assert 0.01 < np.mean(told) < 0.08


def test_what_differs_in_every_row_and_column_is_told() -> None:
    generator = np.random.default_rng(3)
    first, second = generator.normal(0.5, 0.1, (20, 8)), generator.normal(0, 0.1, (20, 8))
    interval, p = crossed.difference(first, second)
    assert 0.4 < interval.low < interval.high < 0.6
    assert p < 0.001


def test_the_same_everywhere_is_no_difference_and_the_same_distance_is_certain() -> None:
    same = np.full((20, 8), 0.7)
    assert crossed.difference(same, same) == ((0, 0, 0), 1)
    interval, p = crossed.difference(same - 0.4, same)
    assert (interval.low, interval.high, p) == (pytest.approx(-0.4), pytest.approx(-0.4), 0)
