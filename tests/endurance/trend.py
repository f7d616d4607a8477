"""How much something grows."""

from collections.abc import Sequence


def growth(moments: Sequence[float], values: Sequence[float]) -> float:
    """The growth from the first to the last moment, as a share of the value at the first.

    Both are read off the Theil-Sen line (Sen 1968), the median of the slopes of all pairs: a few values that
    are out of line, such as a collection that is due, do not bend it.
    """
    from scipy.stats import theilslopes

    line = theilslopes(values, moments)
    return float(line.slope * (moments[-1] - moments[0]) / (line.intercept + line.slope * moments[0]))
