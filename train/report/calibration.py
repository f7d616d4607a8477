"""Whether a probability means what it says, and what is known of the answers that are unsure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bentos.contracts import UNSURE

BINS = 15
UNSURES = (0.6, UNSURE, 0.8)  # confidences below which an answer may be called unsure


@dataclass(frozen=True)
class Bin:
    """One bin of probabilities: its rows, their mean probability, the share of them labelled Positive."""

    rows: int
    expected: float
    observed: float


@dataclass(frozen=True)
class Band:
    """The answers with less confidence than `below`: their share, and the accuracy in and out of the band.

    An accuracy of no answers is None.
    """

    below: float
    share: float
    inside: float | None
    outside: float | None


def bins(positive: NDArray[np.float64]) -> NDArray[np.int64]:
    """(n,) which of BINS bins of equal width each of n probabilities lies in."""
    return np.minimum((positive * BINS).astype(np.int64), BINS - 1)


def diagram(labels: NDArray[np.int8], positive: NDArray[np.float64]) -> list[Bin]:
    """The bins that hold any of n rows, by rising probability."""
    where = bins(positive)
    chosen = [where == number for number in range(BINS)]
    return [
        Bin(int(rows.sum()), float(positive[rows].mean()), float(labels[rows].mean()))
        for rows in chosen
        if rows.any()
    ]


def chance(positive: NDArray[np.float64]) -> float:
    """The calibration error of n probabilities that mean what they say: what of one is chance alone.

    A calibration error in bins is too high by chance, the more so the fewer the rows (Kumar et al. 2019,
    Verified Uncertainty Calibration; Roelofs et al. 2022, Mitigating Bias in Calibration Error Estimation).
    Labels drawn by the probabilities would show this one on average (as in the consistency bars of Bröcker
    and Smith 2007), each bin's error being about normal.
    """
    variances = np.bincount(bins(positive), positive * (1 - positive), BINS)
    return float(np.sqrt(2 / np.pi * variances).sum() / len(positive))


def bands(labels: NDArray[np.int8], positive: NDArray[np.float64]) -> list[Band]:
    """The band of the unsure at each confidence of UNSURES."""
    confidence = np.maximum(positive, 1 - positive)
    right = (positive > 0.5) == labels
    return [_band(below, confidence < below, right) for below in UNSURES]


def _band(below: float, unsure: NDArray[np.bool_], right: NDArray[np.bool_]) -> Band:
    inside, outside = right[unsure], right[~unsure]
    return Band(
        below,
        float(unsure.mean()),
        float(inside.mean()) if inside.size else None,
        float(outside.mean()) if outside.size else None,
    )
