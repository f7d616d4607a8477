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
from train.evaluate import all_logits

BATCH = 32
_ALONE, _BATCHES = 100, 5  # calls that are timed
_ROUNDS = 5


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
        return self.stored.card.calibration.probabilities(logits)[:, 1].astype(np.float64)


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
    return Answers(
        model,
        positive,
        milliseconds(model.classifier, texts, 1, _ALONE),
        milliseconds(model.classifier, texts, BATCH, _BATCHES),
    )


def milliseconds(classifier: Classifier, texts: Sequence[str], size: int, calls: int) -> float:
    """Mean ms per tweet in batches of `size`, as they come: so many calls at most, each timed _ROUNDS times.

    The shortest time of a call counts: what it takes longer, the machine spends on other things (as the
    documentation of Python's timeit advises).
    """
    batches = [texts[first : first + size] for first in range(0, min(len(texts), size * calls), size)]
    rounds = [[_seconds(classifier, batch) for batch in batches] for _ in range(_ROUNDS)]
    return sum(map(min, zip(*rounds, strict=True))) * 1000 / sum(map(len, batches))


def _seconds(classifier: Classifier, texts: Sequence[str]) -> float:
    start = time.perf_counter()
    classifier.logits(texts)
    return time.perf_counter() - start
