"""The tweets that wait for a runner's next call."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from opentelemetry.trace import Span


class Scored(NamedTuple):
    """What a model says of n tweets: calibrated probabilities, (n, 2) float32, rows sum to 1."""

    model: str  # family:version
    rows: NDArray[np.float32]


@dataclass(slots=True, eq=False)
class Waiting:
    """Tweets that one request asks about, and what it waits for."""

    texts: Sequence[str]
    answer: "asyncio.Future[Scored]"
    span: "Span | None"


class Queue:
    """Those that wait, in the order in which they came."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[Waiting, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, waiting: Waiting) -> None:
        """Let it wait behind the others."""
        self._waiting[waiting] = None

    def drop(self, waiting: Waiting) -> None:
        """Let it wait no longer, if it does."""
        self._waiting.pop(waiting, None)

    def take(self, tweets: int) -> list[Waiting]:
        """The first of them, of so many tweets at most; one that has more goes alone."""
        taken: list[Waiting] = []
        size = 0
        while self._waiting:
            waiting = next(iter(self._waiting))
            if taken and size + len(waiting.texts) > tweets:
                break
            self._waiting.popitem(last=False)
            # What was cancelled a moment ago has not been dropped yet.
            if not waiting.answer.done():
                taken.append(waiting)
                size += len(waiting.texts)
        return taken
