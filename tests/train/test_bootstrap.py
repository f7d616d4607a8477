"""Intervals by the bootstrap."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from train import bootstrap


def test_each_resample_draws_as_many_rows_as_there_are() -> None:
    blocks = list(bootstrap.resamples(70_000, 60))
    assert len(blocks) > 1
    assert sum(len(block) for block in blocks) == 60
    assert {float(total) for block in blocks for total in block.sum(axis=1)} == {70_000}


@given(st.integers(2, 300), st.floats(0.1, 0.9))
def test_the_mean_lies_in_its_interval(rows: int, share: float) -> None:
    right = np.random.default_rng(rows).uniform(size=rows) < share
    found = bootstrap.mean(right, 200)
    assert found.value == pytest.approx(right.mean(), abs=1e-6)
    assert found.low <= found.value + 1e-6
    assert found.value <= found.high + 1e-6


def test_ninety_five_of_a_hundred_intervals_cover_the_truth() -> None:
    generator = np.random.default_rng(1)
    found = [bootstrap.mean(generator.uniform(size=400) < 0.8, 300) for _ in range(300)]
    assert 0.91 <= np.mean([each.low <= 0.8 <= each.high for each in found]) <= 0.98


def test_the_interval_is_that_of_the_normal_distribution_where_rows_are_many() -> None:
    right = np.arange(5_000) % 5 > 0
    found = bootstrap.mean(right)
    error = 1.96 * np.sqrt(0.8 * 0.2 / 5_000)
    assert found.high - found.low == pytest.approx(2 * error, rel=0.1)


def test_models_are_judged_on_the_same_resamples() -> None:
    first, second = (np.concatenate(list(bootstrap.resamples(50, 20))) for _ in range(2))
    assert (first == second).all()
