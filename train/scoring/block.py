"""Rows that are scored together, and what a model says of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Generic, TypeVar

from bentos.card import LABELS

SIZE = 4_096  # rows of a block: what is scored again, at most, for each core where a run was stopped
COLUMNS = ("prediction", "sentiment", "confidence", "positive", "model", "reason")

Record = TypeVar("Record")
Records = TypeVar("Records")
Cells = tuple[int | None, str | None, float | None, float | None, str | None, str | None]


@dataclass(frozen=True)
class Block(Generic[Records]):
    """At most SIZE rows of a file, block `number` counted from 0.

    `records` is what its kind of file reads and writes. `texts` holds a text for each row, None where there
    is none. `share` is how much of the file has been read with it, 0 to 1.
    """

    number: int
    records: Records
    texts: list[str | None]
    share: float


def blocks(
    rows: Iterable[tuple[Record, str | None]], share: Callable[[], float]
) -> Iterator[Block[list[Record]]]:
    """The blocks of rows, each a record and its text; `share` tells how much of the file is read."""
    iterator = iter(rows)
    for number in count():
        taken = list(islice(iterator, SIZE))
        if not taken:
            return
        yield Block(number, [record for record, _ in taken], [text for _, text in taken], share())


@dataclass(frozen=True)
class Verdicts:
    """What is said of n rows, three sequences of n.

    `positive` is the probability of Positive, with six digits; `models` the `family:version` that gave it;
    `reasons` why there is none, a key of bentos.sentences or no_text.
    """

    positive: Sequence[float | None]
    models: Sequence[str | None]
    reasons: Sequence[str | None]

    def __len__(self) -> int:
        return len(self.positive)

    def cells(self) -> Iterable[Cells]:
        """The cells of each row, as in COLUMNS: those of the model are None where it gave no prediction."""
        for positive, model, reason in zip(self.positive, self.models, self.reasons, strict=True):
            if positive is None:
                yield None, None, None, None, None, reason
            else:
                label = prediction(positive)
                yield label, LABELS[label], confidence(positive), positive, model, None


def text_of(value: object) -> str | None:
    """The text in a typed cell; a number is written out, so that the reason says it is one."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def confidence(positive: float) -> float:
    """The probability of the predicted label, six digits, as the service says it."""
    return max(positive, round(1 - positive, 6))


def prediction(positive: float) -> int:
    """The label that follows from the probability of Positive, six digits, as the service decides it."""
    return int(positive > round(1 - positive, 6))


def names(taken: Iterable[str]) -> list[str]:
    """COLUMNS, each with `scored_` before it as often as a column of that name is there already."""
    present = {name.strip().lower() for name in taken}
    found = []
    for name in COLUMNS:
        while name in present:
            name = f"scored_{name}"
        found.append(name)
    return found
