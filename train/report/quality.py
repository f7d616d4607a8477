"""What the tweets of a file are like, and whether another file's are like them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bentos.monitoring import drift as drifts
from bentos.monitoring import reference
from bentos.monitoring.drift import Drift
from bentos.monitoring.traits import language
from train import reference as references
from train.report import slices
from train.report.answers import Model
from train.report.tweets import Tweets
from train.rows import Rows

_LANGUAGES = 3
_SEED = 13


@dataclass(frozen=True)
class Quality:
    """A file: what was read and left out, its label balance, its length in words, its kinds of tweets.

    `languages` are the most frequent, by ISO 639 code. All but `counts` and `words` are shares.
    """

    tweets: Tweets
    positive: float
    words: float
    kinds: dict[str, float]
    languages: dict[str, float]


def describe(tweets: Tweets, kinds: Mapping[str, NDArray[np.bool_]]) -> Quality:
    """Describe tweets whose kinds are known."""
    found = Counter(map(language, tweets.texts)).most_common(_LANGUAGES)
    return Quality(
        tweets,
        float(tweets.labels.mean()),
        float(np.mean([len(text.split()) for text in tweets.texts])),
        {name: float(chosen.mean()) for name, chosen in kinds.items()},
        {code: count / len(tweets) for code, count in found},
    )


def drift(model: Model, tweets: Tweets, other: Tweets) -> Drift:
    """Whether the other file's tweets look like these, as a model sees them (`bentos.monitoring.drift`)."""
    # One half gives the vocabulary, the other is described: no word is unknown where it was learnt.
    learnt, told = np.array_split(np.random.default_rng(_SEED).permutation(len(tweets)), 2)
    words = references.vocabulary(Rows([tweets.texts[row] for row in learnt], tweets.labels[learnt]))
    texts = [tweets.texts[row] for row in told]
    known = reference.summarise(texts, model.positive(texts), tweets.labels[told], words)
    return drifts.measure(known, known.traits(other.texts, model.positive(other.texts)))


def compare(model: Model, tweets: Tweets, other: Tweets) -> tuple[Quality, Drift]:
    """The other file, and its drift from these tweets."""
    return describe(other, slices.kinds(other)), drift(model, tweets, other)
