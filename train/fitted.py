"""What every family's `fit` takes and gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from train.rows import Split

Parameter = str | int | float | bool | None


class TrainingError(Exception):
    """Training cannot go on; the message is one sentence that says why and what to do."""


@dataclass(frozen=True)
class Options:
    """A user's choices for a training run; `like` are the parameters of a model that is trained again."""

    vectors: str | None = None
    base_model: str | None = None
    seed: int = 13
    like: Mapping[str, Parameter] | None = None


class Fitted(Protocol):
    """A trained model, still in the framework that trained it."""

    parameters: dict[str, Parameter]
    base_encoder: str | None
    vectors: str | None

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 2) float32 logits of n normalised texts, computed by the framework itself."""
        ...

    def export(self, folder: Path) -> list[str]:
        """Write the served files into a folder.

        Returns the names of the weights files that can be served, the preferred one first and the
        full-precision one last.
        """
        ...


class Fit(Protocol):
    """A family's `fit`; called inside an active MLflow run."""

    def __call__(self, split: Split, options: Options) -> Fitted: ...
