"""What every family's `fit` takes and gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from train.rows import Split

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Parameter = str | int | float | bool | None
Recipe = TypeVar("Recipe", bound="DataclassInstance")


class TrainingError(Exception):
    """Training cannot go on; the message is one sentence that says why and what to do."""


def _unwatched(share: float, loss: float) -> None:
    """What hears of a training that nobody watches."""


@dataclass(frozen=True)
class Options:
    """A user's choices for a training run.

    `like` are parameters that the family's own give way to: those of a model that is trained again, or those
    that were chosen. `watch` hears which share of the training is done, 0 to 1, and the validation loss by
    then, at each epoch or check; it may raise to end the training. One that is `resumable` is gone on with
    where a run was stopped: of a family, one at a time.
    """

    vectors: str | None = None
    base_model: str | None = None
    seed: int = 13
    like: Mapping[str, Parameter] | None = None
    watch: Callable[[float, float], None] = field(default=_unwatched, repr=False, compare=False)
    resumable: bool = field(default=True, repr=False, compare=False)


def adapted(recipe: Recipe, like: Mapping[str, object] | None) -> Recipe:
    """A recipe, a dataclass of pydantic's, with the values that `like` has for its fields.

    Raises TrainingError where one of them cannot be.
    """
    known = {each.name for each in fields(recipe)}
    try:
        return replace(recipe, **{name: value for name, value in (like or {}).items() if name in known})
    except ValidationError as error:
        wrong = "; ".join(f"{each['loc'][0]}: {each['msg']}" for each in error.errors())
        raise TrainingError(f"These settings cannot be used ({wrong}); choose others.") from error


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
