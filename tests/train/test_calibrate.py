"""Learning what a model's logits mean."""

import numpy as np
import pytest
from numpy.typing import NDArray

from bentos.calibration import Calibration
from train.calibrate import calibrate

ROWS = 20_000


def drawn(meant: Calibration) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Labels drawn from what logits mean under a calibration, and these logits."""
    generator = np.random.default_rng(1)
    margins = generator.normal(0, 2, ROWS)
    logits = np.stack([-margins / 2, margins / 2], axis=1).astype(np.float32)
    positive = meant.probabilities(logits)[:, 1]
    return (generator.uniform(size=ROWS) < positive).astype(np.int8), logits


@pytest.mark.parametrize(
    "meant",
    [
        Calibration(),
        Calibration(positive=0.4, negative=0.4),
        Calibration(bias=-0.5),
        Calibration(positive=0.7, negative=1.4, bias=-0.3),
    ],
    ids=["as it is", "too sure", "too positive", "too sure on one side"],
)
def test_it_finds_what_the_logits_mean(meant: Calibration) -> None:
    labels, logits = drawn(meant)
    found = calibrate(labels, logits)
    assert found.probabilities(logits) == pytest.approx(meant.probabilities(logits), abs=0.02)


def test_a_model_that_is_always_right_is_not_made_certain() -> None:
    labels = np.array([0, 1] * 10, dtype=np.int8)
    logits = np.where(labels[:, None] == [0, 1], 3, -3).astype(np.float32)
    positive = calibrate(labels, logits).probabilities(logits)[:, 1]
    assert positive[labels == 1] == pytest.approx(11 / 12, abs=0.01)
