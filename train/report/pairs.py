"""Every two models on the same tweets: who is right where the other is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bentos.monitoring.drift import holm
from train import bootstrap, mcnemar
from train.bootstrap import Interval
from train.mcnemar import McNemar


@dataclass(frozen=True)
class Pair:
    """Two models: what the first is more accurate by, and McNemar's test, its p corrected for all pairs."""

    first: str
    second: str
    difference: Interval
    test: McNemar
    p: float


def compare(names: Sequence[str], right: Sequence[NDArray[np.bool_]]) -> list[Pair]:
    """Compare every two models by their (n,) right answers; p-values are corrected by Holm's method."""
    pairs = list(combinations(range(len(names)), 2))
    tests = [mcnemar.compare(right[first], right[second]) for first, second in pairs]
    corrected = holm([test.p for test in tests])
    return [
        Pair(
            names[first],
            names[second],
            bootstrap.mean(right[first].astype(np.int8) - right[second].astype(np.int8)),
            test,
            p,
        )
        for (first, second), test, p in zip(pairs, tests, corrected, strict=True)
    ]
