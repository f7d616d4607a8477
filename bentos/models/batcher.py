"""The texts that wait for a core, those of all calls together: scored in batches of like length."""

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, count
from threading import Lock

import numpy as np
from numpy.typing import NDArray

BATCH_TOKENS = 512  # tokens in a batch, padding included; larger ones are slower on a CPU
# On a CPU a token costs nearly the same in any batch, and a batch costs as much as a few tokens of
# padding (measured on two cores, 8-bit weights: 0.17 ms, and 0.5 to 0.9 ms).
CALL_TOKENS = 4

Ids = Sequence[int]
Logits = NDArray[np.float32]


def batches(lengths: Sequence[int], tokens: int = BATCH_TOKENS) -> Iterator[NDArray[np.int64]]:
    """Indices of n texts of those lengths, shortest first, in batches of so many tokens at most; each once.

    A longer text joins a batch only where the padding that it brings costs less than a batch of its own; a
    text that is longer than `tokens` makes one in any case.
    """
    order = np.argsort(lengths, kind="stable")
    start = 0
    for end in range(1, len(order) + 1):
        if end < len(order):
            longest, longer = lengths[order[end - 1]], lengths[order[end]]
            padding = (longer - longest) * (end - start)
            if padding <= CALL_TOKENS and longer * (end + 1 - start) <= tokens:
                continue
        yield order[start:end]
        start = end


@dataclass(slots=True, eq=False)
class _Call:
    logits: Logits
    left: int  # texts without an answer
    answer: "Future[Logits]" = field(default_factory=Future)


@dataclass(slots=True, eq=False)
class _Text:
    ids: Ids
    call: _Call
    row: int


class Batcher:
    """Gives each core its next batch from whatever waits, the text that has waited longest among it.

    A batch of texts from several calls is larger than one of a single call, and a core that is done need
    not wait for the other's part of the same call: continuous batching (Yu et al. 2022, Orca).
    """

    def __init__(
        self, alone: Callable[[Sequence[Ids]], Logits], one: Callable[[Sequence[Ids]], Logits], cores: int
    ) -> None:
        """`alone` scores a batch on all `cores`, `one` on one of them: (n, 2) logits of n encoded texts."""
        self._alone = alone
        self._one = one
        self._cores = cores
        self._threads = ThreadPoolExecutor(cores, "onnxruntime")
        self._lock = Lock()
        self._texts: dict[int, dict[int, _Text]] = {}  # that wait, by their length, then by their number
        self._numbers = count()
        self.waiting = self._tokens = 0  # texts that wait, and tokens of them
        self._busy = 0  # cores

    def logits(self, ids: Sequence[Ids]) -> Logits:
        """(n, 2) float32 logits of n encoded texts, none of them empty; from any thread."""
        if len(ids) == 1 and self._begin_alone():
            try:
                return self._alone(ids)
            finally:
                self._end_alone()
        call = _Call(np.empty((len(ids), 2), np.float32), len(ids))
        if ids:
            self._add(ids, call)
        else:
            call.answer.set_result(call.logits)
        return call.answer.result()

    def _begin_alone(self) -> bool:
        # To wake another thread and to be woken by it would take a tenth of the time that a tweet does.
        with self._lock:
            if self._busy or self.waiting:
                return False
            self._busy = self._cores
            return True

    def _end_alone(self) -> None:
        with self._lock:
            self._busy = 0
            self._start()

    def _add(self, ids: Sequence[Ids], call: _Call) -> None:
        # The longest first: what is left at the end is short, and no core waits long for the last.
        order = sorted(range(len(ids)), key=lambda row: len(ids[row]), reverse=True)
        with self._lock:
            for row in order:
                same = self._texts.setdefault(len(ids[row]), {})
                same[next(self._numbers)] = _Text(ids[row], call, row)
                self._tokens += len(ids[row])
            self.waiting += len(ids)
            self._start()

    def _start(self) -> None:
        for _ in range(min(self._cores - self._busy, self.waiting)):
            self._busy += 1
            self._threads.submit(self._work)

    def _work(self) -> None:
        while batch := self._next():
            try:
                self._answer(batch, self._one([text.ids for text in batch]))
            except Exception as error:  # noqa: BLE001 - it is raised to those who wait for the batch
                self._fail(batch, error)

    def _next(self) -> list[_Text]:
        """The next batch for a core; none, and the core is free, where nothing waits."""
        with self._lock:
            if not self.waiting:
                self._busy -= 1
                return []
            length = min(self._texts, key=lambda length: next(iter(self._texts[length])))
            oldest = next(iter(self._texts[length]))
            near = range(length - CALL_TOKENS, length + CALL_TOKENS + 1)
            numbers = list(chain.from_iterable(self._texts.get(each, ()) for each in near))
            lengths = list(chain.from_iterable([each] * len(self._texts.get(each, ())) for each in near))
            share = min(BATCH_TOKENS, math.ceil(self._tokens / self._cores))
            place = numbers.index(oldest)
            part = next(part for part in batches(lengths, share) if place in part)
            self.waiting -= len(part)
            self._tokens -= sum(lengths[each] for each in part)
            return [self._take(numbers[each], lengths[each]) for each in part]

    def _take(self, number: int, length: int) -> _Text:
        same = self._texts[length]
        text = same.pop(number)
        if not same:
            del self._texts[length]
        return text

    def _answer(self, batch: Sequence[_Text], logits: Logits) -> None:
        with self._lock:
            for text, row in zip(batch, logits, strict=True):
                call = text.call
                call.logits[text.row] = row
                call.left -= 1
                if not call.left and not call.answer.done():
                    call.answer.set_result(call.logits)

    def _fail(self, batch: Sequence[_Text], error: Exception) -> None:
        with self._lock:
            for call in {text.call for text in batch}:
                if not call.answer.done():
                    call.answer.set_exception(error)
