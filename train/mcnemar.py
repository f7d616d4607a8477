"""McNemar's test: whether two models are right equally often on the same tweets."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class McNemar:
    """On how many tweets only one of two models is right, and how likely so uneven a split is by chance."""

    first_only: int
    second_only: int
    p: float


def compare(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> McNemar:
    """Two models' (n,) right answers on the same n tweets, two-sided.

    The exact test (McNemar 1947, Note on the Sampling Error of the Difference between Correlated
    Proportions): of the tweets on which one alone is right, either is so in half.
    """
    from scipy.stats import binomtest

    first_only = int(np.sum(first & ~second))
    second_only = int(np.sum(second & ~first))
    differing = first_only + second_only
    p = float(binomtest(first_only, differing, 0.5).pvalue) if differing else 1.0
    return McNemar(first_only, second_only, p)
