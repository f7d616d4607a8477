"""Drift: whether recent tweets, and what a model says of them, still look like its validation tweets."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bentos.monitoring.reference import Reference
from bentos.monitoring.significance import fisher, kolmogorov
from bentos.monitoring.traits import SCALES, YES_NO, Trait, Traits

ALPHA = 0.01  # the chance that one check of a window without drift raises it, all traits together
# What Cohen (1988, Statistical Power Analysis) calls a small effect; less is no reason to wake anyone,
# however many tweets make it certain.
SMALL_SHARES = 0.2  # his h of two shares
SMALL_DISTANCE = 0.08  # the Kolmogorov-Smirnov distance of two normal distributions 0.2 deviations apart


@dataclass(frozen=True)
class Finding:
    """What one trait of a window says.

    `reference` and `window` are means. `effect` is the Kolmogorov-Smirnov distance, or Cohen's h where
    the trait is yes or no; below `floor` there is no drift. `p` is corrected for the number of traits.
    """

    trait: Trait
    reference: float
    window: float
    effect: float
    floor: float
    p: float

    @property
    def drifted(self) -> bool:
        """Whether the trait has drifted."""
        return self.p < ALPHA and self.effect >= self.floor


@dataclass(frozen=True)
class Drift:
    """A finding for each trait, from a window of `rows` tweets."""

    rows: int
    findings: tuple[Finding, ...]

    @property
    def drifted(self) -> bool:
        """Whether any trait has drifted."""
        return any(finding.drifted for finding in self.findings)


def measure(reference: Reference, window: Traits) -> Drift:
    """Compare a window of n tweets, one at least and none twice, with the reference.

    Both are samples: the test of a trait on a scale is the two-sample one of Kolmogorov and Smirnov over
    its bins, which a histogram can only make more careful; that of a yes or no is Fisher's exact test.
    The p-values are corrected by Holm's method (1979), which holds however the traits depend on each other.
    """
    tested = [(trait, *_test(trait, reference.counts[trait], window[trait])) for trait in SCALES]
    corrected = holm([p for *_, p in tested])
    findings = tuple(
        Finding(
            trait=trait,
            reference=reference.means[trait],
            window=float(window[trait].mean()),
            effect=effect,
            floor=SMALL_SHARES if SCALES[trait] is YES_NO else SMALL_DISTANCE,
            p=p,
        )
        for (trait, effect, _), p in zip(tested, corrected, strict=True)
    )
    return Drift(len(window["confidence"]), findings)


def holm(p_values: Sequence[float]) -> list[float]:
    """The p-values, each corrected for all: the chance that any false one lies below α is at most α."""
    order = np.argsort(p_values)
    steps = np.asarray(p_values)[order] * (len(order) - np.arange(len(order)))
    corrected = np.empty(len(order))
    corrected[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return [float(p) for p in corrected]


def _test(trait: Trait, before: Sequence[int], values: NDArray[np.float64]) -> tuple[float, float]:
    """The effect and the p-value of a trait."""
    now = SCALES[trait].histogram(values)
    rows, window_rows = sum(before), len(values)
    if SCALES[trait] is YES_NO:
        return _h(before[1] / rows, now[1] / window_rows), fisher(before, now.tolist())
    distance = float(np.abs(np.cumsum(before) / rows - np.cumsum(now) / window_rows).max())
    return distance, kolmogorov(distance, rows, window_rows)


def _h(one: float, other: float) -> float:
    """Cohen's h, between 0 and π."""
    return float(2 * abs(np.arcsin(np.sqrt(one)) - np.arcsin(np.sqrt(other))))
