"""The words that weighed in an answer."""

from collections.abc import Sequence

import numpy as np

from bentos.models.logreg import LogisticRegression
from train.report.answers import Model

Weighed = list[tuple[str, float]]  # each word of a normalised text with what it adds to the log-odds
_MOST = 60  # words of a text that are weighed; each costs an answer


def weigh(model: Model, texts: Sequence[str]) -> list[Weighed]:
    """The first 60 words of each of n normalised texts, with their weights for Positive in log-odds,
    before calibration.

    A linear model's weights are its own. Any other is asked again without each word in turn (representation
    erasure, Li et al. 2016, Understanding Neural Networks through Representation Erasure).
    """
    if isinstance(model.classifier, LogisticRegression):
        return [model.classifier.words(text)[:_MOST] for text in texts]
    split = [text.split() for text in texts]
    asked = [
        " ".join(words[:at] + words[at + 1 :]) for words in split for at in range(min(_MOST, len(words)))
    ]
    logits = model.classifier.logits([*texts, *asked])
    odds = (logits[:, 1] - logits[:, 0]).astype(np.float64)
    whole, without = odds[: len(texts)].tolist(), iter(odds[len(texts) :].tolist())
    return [
        [(word, all_words - next(without)) for word in words[:_MOST]]
        for words, all_words in zip(split, whole, strict=True)
    ]
