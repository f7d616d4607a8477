"""The frontier of a cascade: what each threshold costs in accuracy and spares in time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from bentos.cascade import LINEAR, Point

THRESHOLDS = tuple(percent / 100 for percent in range(50, 101, 2))
CONFIDENCE = 0.99  # that the accuracy given up is not above its bound

_QUANTILE = NormalDist().inv_cdf(CONFIDENCE)


@dataclass(frozen=True)
class Scored:
    """What the two models say of n labelled tweets."""

    confidence: NDArray[np.float64]  # (n,) of the linear model, 0.5 to 1
    linear: NDArray[np.bool_]  # (n,) whether its answer is right
    transformer: NDArray[np.bool_]  # (n,) whether the transformer's is


def scored(labels: NDArray[np.int8], linear: NDArray[np.float32], transformer: NDArray[np.float32]) -> Scored:
    """Labels, (n,), and either model's calibrated probabilities, (n, 2), as what a cascade needs of them."""
    return Scored(
        linear.max(axis=1).astype(np.float64),
        linear.argmax(axis=1) == labels,
        transformer.argmax(axis=1) == labels,
    )


def point(rows: Scored, threshold: float, linear_cost: float) -> Point:
    """The cascade at one threshold; `linear_cost` is the linear model's time, the transformer's being 1."""
    by_linear = rows.confidence > threshold
    right = np.where(by_linear, rows.linear, rows.transformer)
    worse = int(np.sum(rows.transformer & ~right))
    better = int(np.sum(~rows.transformer & right))
    share = float(np.mean(by_linear))
    return Point(
        threshold=threshold,
        share=share,
        accuracy=float(np.mean(right)),
        gap=(worse - better) / len(right),
        gap_bound=_bound(worse, better, len(right)),
        cost=linear_cost + 1 - share,
    )


def frontier(rows: Scored, linear_cost: float) -> tuple[Point, ...]:
    """The cascade at every threshold of THRESHOLDS."""
    return tuple(point(rows, threshold, linear_cost) for threshold in THRESHOLDS)


def choose(points: Sequence[Point], tolerance: float) -> tuple[Point, bool]:
    """The cheapest point that gives up at most so much accuracy, and whether that is confirmed.

    The thresholds are tried from 1 downwards until one fails, which keeps the chance of a wrong
    choice that of a single test (fixed sequence testing, Angelopoulos et al. 2021, Learn Then Test).
    What is tried is the bound. Where the tweets are too few for any bound to keep to the tolerance,
    it is the estimate, and the choice is not confirmed.
    """
    if confirmed := _tried(points, lambda tried: tried.gap_bound <= tolerance):
        return confirmed[-1], True
    return _tried(points, lambda tried: tried.gap <= tolerance)[-1], False


def table(points: Sequence[Point], chosen: Point) -> list[list[str]]:
    """Rows of cells, the header first: a threshold a row, the chosen one marked; losses in points."""
    header = ["Threshold", f"By {LINEAR}", "Accuracy", "Lost", f"At most ({CONFIDENCE:.0%})", "Cost", ""]
    return [header, *(_cells(tried, "chosen" if tried == chosen else "") for tried in points)]


def _cells(tried: Point, mark: str) -> list[str]:
    lost = [f"{100 * tried.gap:+.2f}", f"{100 * tried.gap_bound:+.2f}"]
    share, accuracy, cost = f"{tried.share:.1%}", f"{tried.accuracy:.4f}", f"{tried.cost:.3f}"
    return [f"{tried.threshold:.2f}", share, accuracy, *lost, cost, mark]


def _tried(points: Sequence[Point], keeps: Callable[[Point], bool]) -> list[Point]:
    return list(takewhile(keeps, sorted(points, key=lambda tried: tried.threshold, reverse=True)))


def _bound(worse: int, better: int, count: int) -> float:
    """Upper bound of the difference of two shares of the same tweets.

    Half a tweet is added to each of the four cells, which keeps the bound honest where few answers
    differ (Agresti and Min 2005, Simple Improved Confidence Intervals for Comparing Matched Proportions).
    """
    total = count + 2
    difference = (worse - better) / total
    variance = (worse + better + 1) / total - difference**2
    return float(difference + _QUANTILE * np.sqrt(variance / total))
