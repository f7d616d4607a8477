"""What of a family's training can be chosen: the fields of its recipe."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from bentos.settings import Family
from train.fitted import Parameter, TrainingError, adapted

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def defaults(family: Family, rows: int) -> dict[str, Parameter]:
    """How a family is trained on so many rows where nothing else is chosen."""
    return {name: value for part in _parts(family, rows) for name, value in asdict(part).items()}


def chosen(family: Family, words: Sequence[str]) -> dict[str, Parameter]:
    """The settings that words such as `units=96` choose. Raises TrainingError."""
    given: dict[str, str] = {}
    known = defaults(family, 0)
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in known:
            raise TrainingError(f"{word} sets nothing of {family}; write NAME=VALUE of {', '.join(known)}.")
        given[name] = value
    read = {name: value for part in _parts(family, 0) for name, value in asdict(adapted(part, given)).items()}
    return {name: read[name] for name in given}


def _parts(family: Family, rows: int) -> "tuple[DataclassInstance, ...]":
    if family == "logreg":
        from train import logreg

        features, penalties = logreg.grid(rows)[-1]
        return features, penalties[len(penalties) // 2]
    if family == "bert":
        from train import bert

        return (bert.recipe(rows),)
    from train import recurrent

    return (recurrent.recipe(rows),)
