"""How likely a difference between two samples is where there is none.

SciPy has the same, and would be a seventh of the image for these two functions alone.
"""

from collections.abc import Sequence

import numpy as np

_TIE = 1e-7  # two probabilities that differ by less, relatively, are the same (as in R's fisher.test)
_SURE = 0.2  # below it Kolmogorov's distribution is under 1e-12
_TERMS = 20  # of its series, of which the next is under 1e-15 there


def fisher(one: Sequence[int], other: Sequence[int]) -> float:
    """The two-sided p-value of Fisher's exact test (1922) of two samples' counts, (no, yes) each.

    It is the probability of all tables with the same margins that are no likelier than this one.
    """
    rows, other_rows, no = sum(one), sum(other), one[0] + other[0]
    first, last = max(0, no - other_rows), min(rows, no)
    # Each table's probability over the one before: the hypergeometric distribution, without its factorials.
    before = np.arange(first, last, dtype=np.float64)
    ratios = (rows - before) * (no - before) / ((before + 1) * (other_rows - no + before + 1))
    logarithms = np.concatenate([[0.0], np.cumsum(np.log(ratios))])
    likelihoods = np.exp(logarithms - logarithms.max())
    seen = likelihoods[one[0] - first]
    return float(min(1.0, likelihoods[likelihoods <= seen * (1 + _TIE)].sum() / likelihoods.sum()))


def kolmogorov(distance: float, rows: int, other_rows: int) -> float:
    """The p-value of a Kolmogorov-Smirnov distance of two samples of so many rows, by the limit for many.

    The series is that of Smirnov (1948, Table for estimating the goodness of fit of empirical distributions).
    """
    scaled = distance * np.sqrt(rows * other_rows / (rows + other_rows))
    if scaled < _SURE:
        return 1.0
    terms = np.arange(1, _TERMS + 1)
    return float(np.clip(2 * ((-1.0) ** (terms - 1) * np.exp(-2 * (terms * scaled) ** 2)).sum(), 0, 1))
