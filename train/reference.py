"""The reference of a trained model, from the tweets that it was trained and validated on."""

import logging
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from bentos.models.recurrent import tokens
from bentos.monitoring import reference
from bentos.monitoring.reference import Reference
from train.rows import Rows, Split

WORDS = 8_000  # about nine words in ten of any tweet, and 60 kB
_REPEATED = 2  # a word that stands only once tells of one tweet, not of the language
ROWS = 20_000  # validation rows that are described; more would tell no more

log = logging.getLogger(__name__)


def vocabulary(train: Rows) -> list[str]:
    """The most frequent words of the training rows, each there twice at least."""
    counts = Counter(word for text in train.texts for word in tokens(text))
    return [word for word, count in counts.most_common(WORDS) if count >= _REPEATED]


def describe(split: Split, positive: NDArray[np.float32], seed: int) -> Reference:
    """What the validation rows are like; `positive` (n,) holds the model's calibrated probabilities."""
    rows = split.validation
    chosen = np.random.default_rng(seed).permutation(len(rows))[:ROWS]
    log.info("Describing %s validation tweets, to know drift by", f"{len(chosen):,}")
    texts = [rows.texts[index] for index in chosen]
    return reference.summarise(texts, positive[chosen], rows.labels[chosen], vocabulary(split.train))
