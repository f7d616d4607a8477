"""The model families, as they are served: a folder in, probabilities out."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from bentos.calibration import Calibration
from bentos.settings import Family
from bentos.text import normalise

_MODULES: dict[Family, str] = {
    "logreg": "bentos.models.logreg",
    "lstm-word2vec": "bentos.models.recurrent",
    "lstm-glove": "bentos.models.recurrent",
    "bert": "bentos.models.bert",
}

# Calls that a model is given at once. While it has one, what the next needs is already there; the encoder
# makes its batches of the tweets of all calls.
_CALLS: dict[Family, int] = {"bert": 4}
_FEWEST_CALLS = 2


class Classifier(Protocol):
    """What a family's `load(folder, weights)` returns."""

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 2) float32 logits, Negative then Positive, of n normalised texts; (0, 2) for none."""
        ...


def load(family: Family, folder: Path, weights: str) -> Classifier:
    """Load the file `weights` of a model's folder; the caller has checked the folder (`bentos.card.read`)."""
    return cast(Classifier, import_module(_MODULES[family]).load(folder, weights))


def calls(family: Family) -> int:
    """How many calls a model of the family is given at once, each from a thread of its own."""
    return _CALLS.get(family, _FEWEST_CALLS)


def predict(classifier: Classifier, calibration: Calibration, tweets: Sequence[str]) -> NDArray[np.float32]:
    """Calibrated probabilities of n raw tweets: (n, 2) float32, rows sum to 1."""
    return calibration.probabilities(classifier.logits([normalise(tweet) for tweet in tweets]))
