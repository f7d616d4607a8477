"""Probabilities from logits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bentos.calibration import Calibration

SLOPES = st.floats(0.05, 20)
LOGITS = arrays(np.float32, (5, 2), elements=st.floats(-1_000, 1_000, width=32))


def test_by_default_it_is_the_softmax() -> None:
    logits = np.array([[0, 1], [2, -1]], dtype=np.float32)
    exponents = np.exp(logits)
    assert Calibration().probabilities(logits) == pytest.approx(exponents / exponents.sum(axis=1)[:, None])


@given(LOGITS, SLOPES, SLOPES, st.floats(-10, 10))
def test_rows_sum_to_one_whatever_the_logits(
    logits: np.ndarray, positive: float, negative: float, bias: float
) -> None:
    calibration = Calibration(positive=positive, negative=negative, bias=bias)
    found = calibration.probabilities(logits)
    assert found.dtype == np.float32
    assert np.allclose(found.sum(axis=1), 1, atol=1e-6)


@given(SLOPES, SLOPES, st.floats(-5, 5))
def test_what_was_more_positive_stays_so(positive: float, negative: float, bias: float) -> None:
    logits = np.array([[0, margin] for margin in (-3, -1, 0, 1, 3)], dtype=np.float32)
    calibration = Calibration(positive=positive, negative=negative, bias=bias)
    assert (np.diff(calibration.odds(logits[:, 1].astype(np.float64))) > 0).all()
    assert (np.diff(calibration.probabilities(logits)[:, 1]) >= 0).all()


def test_no_rows_give_no_rows() -> None:
    assert Calibration().probabilities(np.zeros((0, 2), dtype=np.float32)).shape == (0, 2)
