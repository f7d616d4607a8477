"""Accuracy on kinds of tweets: those that are hard for reasons that can be named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape

import numpy as np
from numpy.typing import NDArray

from bentos.slices import LONG, SHORT, bare, marked
from bentos.slices import kinds as written
from train.bootstrap import COVERAGE, Interval
from train.report import spelling
from train.report.tweets import Tweets

_NAMES = {
    "short": f"short (up to {SHORT} words)",
    "long": f"long ({LONG} words and more)",
    "shouting": "shouting (words in capitals)",
}


@dataclass(frozen=True)
class Slice:
    """A kind of tweets, its rows, and each model's accuracy on them."""

    name: str
    rows: int
    accuracies: list[Interval]

    @property
    def mean(self) -> float:
        """The mean accuracy of the models."""
        return float(np.mean([each.value for each in self.accuracies]))


def kinds(tweets: Tweets) -> dict[str, NDArray[np.bool_]]:
    """For each kind which of the n tweets are of it, (n,); a tweet may be of several."""
    found: dict[str, NDArray[np.bool_]] = {
        _NAMES.get(kind, kind): chosen for kind, chosen in written(tweets.raw, tweets.texts).items()
    }
    return found | {
        "slang, abbreviations": marked(map(spelling.slang, tweets.texts)),
        "misspellings": marked(spelling.misspelt(bare(unescape(tweet))) for tweet in tweets.raw),
    }


def measure(kinds: Mapping[str, NDArray[np.bool_]], right: Sequence[NDArray[np.bool_]]) -> list[Slice]:
    """Each kind that has tweets, the worst first; `right` holds each model's (n,) right answers."""
    found = [
        Slice(name, int(chosen.sum()), [share(int(each[chosen].sum()), int(chosen.sum())) for each in right])
        for name, chosen in kinds.items()
        if chosen.any()
    ]
    return sorted(found, key=lambda each: each.mean)


def share(count: int, rows: int) -> Interval:
    """A share of rows with Wilson's interval (1927), which holds for few rows and for shares near 0 or 1."""
    from scipy.stats import binomtest

    low, high = binomtest(count, rows).proportion_ci(COVERAGE, method="wilson")
    return Interval(count / rows, float(low), float(high))
