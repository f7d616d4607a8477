"""The figures of a model, each with its interval."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from train import bootstrap
from train.bootstrap import Interval
from train.report.calibration import BINS, bins
from train.report.slices import share

NAMES = {"accuracy": "Accuracy", "f1": "F1", "auc": "AUC", "loss": "Log-loss", "ece": "Calibration error"}
_TINY = np.finfo(np.float32).eps  # as scikit-learn's log_loss clips probabilities of 32 bits

Weights = NDArray[np.float32]
Figures = dict[str, Interval]


def measure(labels: NDArray[np.int8], positive: NDArray[np.float64]) -> Figures:
    """accuracy, f1 of the positive label, auc, loss (nats) and ece of (n,) probabilities of Positive.

    The calibration error is the expected one (Naeini et al. 2015, Obtaining Well Calibrated Probabilities):
    the mean distance, over BINS bins of equal width, between probability and share labelled Positive. It is
    the plain one, which others publish, and its interval is about that; how much of it is chance,
    `calibration.chance` tells. The interval of accuracy is Wilson's, which holds where all are right.
    """
    right = ((positive > 0.5) == labels).astype(np.float32)
    hits = right * labels
    called = (positive > 0.5).astype(np.float32)
    clipped = np.clip(positive, _TINY, 1 - _TINY)
    losses = -np.log(np.where(labels == 1, clipped, 1 - clipped)).astype(np.float32)
    ones = labels.astype(np.float32)
    per_bin = np.zeros((len(labels), BINS), dtype=np.float32)
    per_bin[np.arange(len(labels)), bins(positive)] = positive - labels
    order = np.argsort(positive, kind="stable")
    starts = np.flatnonzero(np.diff(positive[order], prepend=-1.0))

    def statistic(weights: Weights) -> NDArray[np.floating[Any]]:
        size = weights.sum(axis=1)
        return np.stack(
            [
                weights @ right / size,
                2 * (weights @ hits) / np.maximum(weights @ (called + ones), 1),
                _auc(weights[:, order], ones[order], starts),
                weights @ losses / size,
                np.abs(weights @ per_bin).sum(axis=1) / size,
            ],
            axis=1,
        )

    found = bootstrap.intervals(len(labels), statistic)
    bounded = {name: _bounded(name, each) for name, each in zip(NAMES, found, strict=True)}
    return bounded | {"accuracy": share(int(right.sum()), len(right))}


def _auc(weights: Weights, positive: NDArray[np.float32], starts: NDArray[np.int64]) -> NDArray[Any]:
    """(b,) areas under the ROC curve of rows sorted by score; equal scores begin at `starts`.

    The share of pairs of a positive and a negative that are in order, a tie counting half (Hanley and
    McNeil 1982); nan where one label alone was drawn.
    """
    above = np.add.reduceat(weights * positive, starts, axis=1, dtype=np.float64)
    below = np.add.reduceat(weights * (1 - positive), starts, axis=1, dtype=np.float64)
    before = np.cumsum(below, axis=1) - below / 2
    pairs = above.sum(axis=1) * below.sum(axis=1)
    ordered = (above * before).sum(axis=1)
    return np.divide(ordered, pairs, out=np.full(len(pairs), np.nan), where=pairs > 0)


def _bounded(name: str, found: Interval) -> Interval:
    """No figure is below 0, and none but a loss above 1."""
    highest = np.inf if name == "loss" else 1.0
    return Interval(found.value, *(float(np.clip(end, 0, highest)) for end in (found.low, found.high)))
