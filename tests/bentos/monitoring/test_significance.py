"""The p-values of drift are those of SciPy, which the Bento goes without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact, kstwobign

from bentos.monitoring.significance import fisher, kolmogorov

COUNTS = st.tuples(st.integers(0, 400), st.integers(0, 400)).filter(any)
LARGE = [([90_000, 10_000], [9_100, 900]), ([50_000, 50_000], [40_000, 60_000]), ([100_000, 0], [500, 1])]


@given(COUNTS, COUNTS)
def test_fishers_exact_test(one: tuple[int, int], other: tuple[int, int]) -> None:
    expected = fisher_exact([one, other]).pvalue
    assert fisher(one, other) == pytest.approx(expected, rel=1e-6, abs=1e-300)


@pytest.mark.parametrize(("one", "other"), LARGE)
def test_fishers_exact_test_of_many_rows(one: list[int], other: list[int]) -> None:
    assert fisher(one, other) == pytest.approx(fisher_exact([one, other]).pvalue, rel=1e-6, abs=1e-300)


@given(st.floats(0, 1), st.integers(1, 100_000), st.integers(1, 100_000))
def test_the_distance_of_kolmogorov_and_smirnov(distance: float, rows: int, other_rows: int) -> None:
    expected = kstwobign.sf(distance * (rows * other_rows / (rows + other_rows)) ** 0.5)
    assert kolmogorov(distance, rows, other_rows) == pytest.approx(expected, rel=1e-9, abs=1e-12)
