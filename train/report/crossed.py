"""The difference of two means over rows that are crossed with columns, as sentences are with names."""

import numpy as np
from numpy.typing import NDArray

from train.bootstrap import COVERAGE, Interval


def difference(first: NDArray[np.float64], second: NDArray[np.float64]) -> tuple[Interval, float]:
    """The mean of (s, n) values less that of (s, m), and the p-value of none: s rows, n and m columns.

    Rows and columns are both a sample of what might stand there: what one of them alone brings about does
    not count for all (Clark 1973, The Language-as-Fixed-Effect Fallacy). The variances of the differences of
    rows and of either side's columns add up; the degrees of freedom are Satterthwaite's (1946). A single
    column stands for itself alone.
    """
    from scipy.stats import t

    value = float(first.mean() - second.mean())
    means = (first.mean(axis=1) - second.mean(axis=1), first.mean(axis=0), second.mean(axis=0))
    sizes = np.array([len(each) for each in means if len(each) > 1])
    variances = np.array([each.var(ddof=1) / len(each) for each in means if len(each) > 1])
    whole = float(variances.sum())
    if whole < 1e-24:  # but for rounding, every row and every column says the same
        return Interval(value, value, value), float(abs(value) < 1e-12)
    freedom = whole**2 / float((variances**2 / (sizes - 1)).sum())
    reach = float(t.ppf((1 + COVERAGE) / 2, freedom)) * whole**0.5
    return Interval(value, value - reach, value + reach), float(2 * t.sf(abs(value) / whole**0.5, freedom))
