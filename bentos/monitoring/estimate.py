"""How often a model is right on tweets that nobody has labelled, estimated from its confidence."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bentos.monitoring.reference import Reference

UNREVIEWED = -1  # among labels: nobody has said what is right
_Z = 1.96  # an interval of 95 %


@dataclass(frozen=True)
class Estimate:
    """An accuracy with its interval of 95 %, from `rows` predictions; of `reviewed` the label is known.

    The interval covers chance, in these predictions and in the reference. It does not cover what confidence
    cannot see: a model may be as sure of tweets in another language, and be wrong.
    """

    accuracy: float
    low: float
    high: float
    rows: int
    reviewed: int


def estimate(
    reference: Reference, positive: NDArray[np.floating[Any]], labels: NDArray[np.int8] | None = None
) -> Estimate:
    """The share of n predictions, one at least, that are right: that whose confidence reaches the threshold.

    Average thresholded confidence (Garg et al. 2022, Leveraging Unlabeled Data to Predict
    Out-of-Distribution Performance). `positive` (n,) holds calibrated probabilities of Positive. Where
    `labels` (n,) is not UNREVIEWED, what is known takes the place of what is estimated, and says nothing of
    the rest: users flag what is wrong, so that what is reviewed is no fair sample.
    """
    rows = len(positive)
    known = np.full(rows, False) if labels is None else labels != UNREVIEWED
    right = known & ((positive > 0.5) == (labels == 1))
    reached = ~known & (np.maximum(positive, 1 - positive) >= reference.threshold)
    accuracy = float(np.mean(right | reached))
    estimated = int((~known).sum())
    # Of the sum over the estimated rows; the threshold, too, comes from a sample.
    deviation = reference.spread * np.sqrt(estimated + estimated**2 / reference.rows)
    half = float(_Z * deviation / rows)
    return Estimate(accuracy, max(0.0, accuracy - half), min(1.0, accuracy + half), rows, rows - estimated)
