"""What a champion says of tweets, and how long it takes."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bentos import models
from bentos.models import Classifier
from bentos.settings import Family
from bentos.store import Stored
from train.evaluate import all_logits, milliseconds_per_tweet

BATCH = 32
_BATCHES = 10


@dataclass(frozen=True)
class Model:
    """A champion, loaded as the service loads it."""

    stored: Stored
    classifier: Classifier

    @property
    def family(self) -> Family:
        """Its family, by which the report calls it."""
        return self.stored.card.family

    def positive(
        self, texts: Sequence[str], say: Callable[[str], None] = lambda _: None
    ) -> NDArray[np.float64]:
        """(n,) calibrated probabilities of Positive of n normalised texts."""
        logits = all_logits(self.classifier, texts, say)
        return models.probabilities(logits, self.stored.card.temperature)[:, 1].astype(np.float64)


@dataclass(frozen=True)
class Answers:
    """What a model says of n tweets: (n,) probabilities of Positive; its ms per tweet, alone and batched."""

    model: Model
    positive: NDArray[np.float64]
    alone: float
    batched: float

    @property
    def predicted(self) -> NDArray[np.int8]:
        """(n,) 0 Negative, 1 Positive."""
        return (self.positive > 0.5).astype(np.int8)

    @property
    def confidence(self) -> NDArray[np.float64]:
        """(n,) the probability of what is predicted."""
        return np.maximum(self.positive, 1 - self.positive)


def load(stored: Stored) -> Model:
    """Load a stored model whose files have been checked."""
    return Model(stored, models.load(stored.card.family, stored.folder, stored.card.weights))


def ask(model: Model, texts: Sequence[str], say: Callable[[str], None] = lambda _: None) -> Answers:
    """Ask a model about normalised texts, one at least."""
    positive = model.positive(texts, say)
    alone = milliseconds_per_tweet(model.classifier, texts)
    return Answers(model, positive, alone, _batched(model.classifier, texts))


def _batched(classifier: Classifier, texts: Sequence[str]) -> float:
    """Mean ms for a tweet in batches of BATCH, over at most 320 texts as they come, not by length."""
    timed = texts[: BATCH * _BATCHES]
    start = time.perf_counter()
    for first in range(0, len(timed), BATCH):
        classifier.logits(timed[first : first + BATCH])
    return (time.perf_counter() - start) * 1000 / len(timed)
