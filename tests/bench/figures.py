"""What was measured, and its middle over several rounds."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from statistics import median
from typing import TypeVar

import numpy as np


@dataclass(frozen=True)
class Figures:
    """One workload. Times are ms, memory is MB, CPU is ms of one core for each tweet.

    `p50` and `p99` are those of a request among many at once, `alone` is the p50 of one after another.
    `others` is the share of the machine's CPU that processes took which have no part in it.
    """

    tweets_per_second: float
    p50: float
    p99: float
    alone: float
    cpu: float
    load_cpu: float
    pss: float
    rss: float
    ready_seconds: float
    errors: float
    same_labels: float
    others: float


@dataclass(frozen=True)
class Limit:
    """The models in one process, no server and no load generator beside it.

    Tweets a second of all cores for bert, of one process for logreg, with and without the reading of raw
    tweets; ms for one tweet alone, its reading included.
    """

    bert: float
    bert_read: float
    bert_alone: float
    logreg: float
    logreg_read: float
    logreg_alone: float


T = TypeVar("T", Figures, Limit)


def middle(rounds: Sequence[T]) -> T:
    """The median of each figure."""
    kind = type(rounds[0])
    return kind(**{each.name: median(getattr(one, each.name) for one in rounds) for each in fields(kind)})


def percentile(milliseconds: Sequence[float], percent: float) -> float:
    """A percentile, between two values by their distance; not a number where there is none."""
    return float(np.percentile(milliseconds, percent)) if milliseconds else float("nan")
