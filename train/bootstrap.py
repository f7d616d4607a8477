"""The bootstrap: how far a figure would move with other tweets of the same kind."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1_000
COVERAGE = 0.95
_SEED = 13
_CELLS = 4_000_000  # numbers in a block of weights; more would fill the memory, not the time


class Interval(NamedTuple):
    """A figure and the interval that covers its true value in COVERAGE of all samples."""

    value: float
    low: float
    high: float


Statistic = Callable[[NDArray[np.float32]], NDArray[np.floating[Any]]]


def resamples(rows: int, count: int = RESAMPLES) -> Iterator[NDArray[np.float32]]:
    """Blocks of (b, rows) weights, `count` in all: how often each resample draws each row.

    The same at every call with the same numbers, so that models are judged on the same resamples.
    """
    generator = np.random.default_rng(_SEED)
    size = max(1, _CELLS // max(1, rows))
    for start in range(0, count, size):
        block = min(size, count - start)
        drawn = generator.integers(0, rows, (block, rows)) + rows * np.arange(block)[:, None]
        yield np.bincount(drawn.ravel(), minlength=block * rows).reshape(block, rows).astype(np.float32)


def intervals(rows: int, statistic: Statistic, count: int = RESAMPLES) -> list[Interval]:
    """An interval for each of k figures of `rows` rows.

    `statistic` maps (b, rows) weights to (b, k) figures. The interval is the basic one (Davison and
    Hinkley 1997, Bootstrap Methods and their Application, 5.2) around the resamples' own mean. So it is about
    what the figure is on average of so many rows: where chance adds to a figure, as it does to a calibration
    error, it adds to the figure and to its interval alike. A figure that is not a number in some resample,
    such as the AUC of one label alone, has an interval of nan.
    """
    (values,) = statistic(np.ones((1, rows), dtype=np.float32))
    drawn = np.concatenate([statistic(weights) for weights in resamples(rows, count)])
    tail = (1 - COVERAGE) / 2
    low, high = np.quantile(drawn - drawn.mean(axis=0), (tail, 1 - tail), axis=0)
    ends = zip(values, values - high, values - low, strict=True)
    return [Interval(float(value), float(below), float(above)) for value, below, above in ends]


def mean(values: NDArray[Any], count: int = RESAMPLES) -> Interval:
    """The mean of (n,) values; for two models on the same tweets give the differences."""
    each = values.astype(np.float32)[:, None]
    return intervals(len(values), lambda weights: weights @ each / len(values), count)[0]
