"""A model of the store, loaded, checked and warmed up: what a runner answers with."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bentos import card, models, succession
from bentos.settings import Family

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WARM_UP = ("ok", "Two hours on hold and nobody answers.", "so happy " * 12, "never again :( " * 20)
_BATCHES = (1, 8)


class Loaded:
    """The model of a folder, ready for its first tweet."""

    def __init__(self, family: Family, folder: Path) -> None:
        """`folder` is that of a model in the store.

        Raises CardError where a file is not the one that was saved.
        """
        described = card.read(folder)
        self.model = succession.version(folder)  # family:version
        self._classifier: Any = models.load(family, folder, described.weights)
        self._calibration = described.calibration
        for size in _BATCHES:
            self.predict([_WARM_UP[i % len(_WARM_UP)] for i in range(size)])

    def predict(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Calibrated probabilities of n tweets: (n, 2) float32, rows sum to 1."""
        return models.predict(self._classifier, self._calibration, texts)

    def words(self, text: str) -> list[tuple[str, float]]:
        """The tweet's words in order with their log-odds; only the linear model has them."""
        weighed: list[tuple[str, float]] = self._classifier.words(text)
        return weighed
