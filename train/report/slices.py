"""Accuracy on kinds of tweets: those that are hard for reasons that can be named."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

import numpy as np
from numpy.typing import NDArray

from bentos.monitoring.traits import language
from bentos.text import EMOTICON, LINK, MENTIONS
from train.bootstrap import COVERAGE, Interval
from train.report import spelling
from train.report.tweets import Tweets

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|nowhere|neither|nor|without|hardly|barely|cannot|\w+n['’]t|"
    r"(?:do|did|does|is|was|are|were|wo|ca|could|would|should|has|have|had|ai)nt)\b"
)
_HASHTAG = re.compile(r"(?<![&\w])#\w*[^\W\d]")
_SHOUTED = re.compile(r"\b[A-Z]{3,}\b")
_ENGLISH = "en"
SHORT, LONG = 5, 20  # words


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
    # Slices of writing are told by the tweet as it was written: the cleaning takes away what they look for.
    raw = [unescape(tweet) for tweet in tweets.raw]
    bare = [MENTIONS.sub(" ", LINK.sub(" ", tweet)) for tweet in raw]
    words = np.array([len(text.split()) for text in tweets.texts])
    return {
        f"short (up to {SHORT} words)": words <= SHORT,
        f"long ({LONG} words and more)": words >= LONG,
        "negation": _each(_NEGATION.search(text) for text in tweets.texts),
        "emoji": _each(map(_emoji, raw)),
        "emoticons": _each(EMOTICON.search(text.lower()) for text in bare),
        "slang, abbreviations": _each(map(spelling.slang, tweets.texts)),
        "misspellings": _each(map(spelling.misspelt, bare)),
        "hashtags": _each(_HASHTAG.search(text) for text in bare),
        "mentions": _each(MENTIONS.search(tweet) for tweet in raw),
        "links": _each(LINK.search(tweet) for tweet in raw),
        "questions": _each("?" in text for text in bare),
        "shouting (words in capitals)": _each(len(_SHOUTED.findall(text)) > 1 for text in bare),
        "other languages": _each(language(text) != _ENGLISH for text in tweets.texts),
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


def _emoji(tweet: str) -> bool:
    import emoji

    return not tweet.isascii() and bool(emoji.emoji_count(tweet))


def _each(found: Iterable[object]) -> NDArray[np.bool_]:
    return np.fromiter(map(bool, found), dtype=np.bool_)
