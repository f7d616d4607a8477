"""What of a family's training can be chosen: the fields of its recipe."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from bentos.settings import Family
from train.fitted import Parameter, TrainingError, adapted

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def tried(family: Family, rows: int) -> list[dict[str, Parameter]]:
    """How a family is trained on so many rows where nothing is chosen; of several ways, the best is kept."""
    return [_values(parts) for parts in _ways(family, rows)]


def chosen(family: Family, words: Sequence[str]) -> dict[str, Parameter]:
    """The settings that words such as `units=96` choose. Raises TrainingError."""
    given: dict[str, str] = {}
    parts = next(_ways(family, 0))
    known = _values(parts)
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in known:
            raise TrainingError(f"{word} sets nothing of {family}; write NAME=VALUE of {', '.join(known)}.")
        given[name] = value
    read = _values([adapted(part, given) for part in parts])
    return {name: read[name] for name in given}


def _values(parts: "Sequence[DataclassInstance]") -> dict[str, Parameter]:
    return {name: value for part in parts for name, value in asdict(part).items()}


def _ways(family: Family, rows: int) -> "Iterator[tuple[DataclassInstance, ...]]":
    if family == "logreg":
        from train import logreg

        for features, penalties in logreg.grid(rows):
            for penalty in penalties:
                yield features, penalty
    elif family == "bert":
        from train import bert

        yield (bert.recipe(rows),)
    else:
        from train import recurrent

        yield (recurrent.recipe(rows),)
