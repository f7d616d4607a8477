"""The hop from the gateway to a runner, at the runner's end: many tweets in one frame."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Protocol

import orjson

from bentos.serving.frames import Frames, Kind
from bentos.telemetry import traces

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from opentelemetry.trace import Span

_SHORT = 600  # bytes of a lone call that is scored without a thread: a tweet or a few, in milliseconds

logger = logging.getLogger("bentoml.sentiment")


class Scorer(Protocol):
    """A loaded model; `model` is its family:version."""

    model: str

    def predict(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Calibrated probabilities of n tweets: (n, 2) float32, rows sum to 1."""
        ...

    def words(self, text: str) -> list[tuple[str, float]]:
        """The tweet's words in order with their log-odds; only the linear model has them."""
        ...


class Hop:
    """A loaded model behind a socket. To be used in one event loop."""

    def __init__(self, scorer: Scorer, calls: int = 2) -> None:
        """So many `calls` are scored at once."""
        self._scorer = scorer
        self._threads = ThreadPoolExecutor(calls, "scorer")
        self._busy = 0  # of them
        self._connections: set[_Connection] = set()

    def serve(self, scorer: Scorer) -> None:
        """Score with this model from the next call on; calls that are under way keep theirs."""
        self._scorer = scorer

    def connection(self) -> Frames:
        """The protocol of a connection that a gateway makes."""
        return _Connection(self._score, self._connections)

    def called(self) -> bool:
        """Whether a gateway holds a connection, and may still send a call."""
        return bool(self._connections)

    def _score(self, kind: int, body: bytes, answer: Callable[[Kind, bytes], None]) -> None:
        trace, _, payload = body.partition(b"\n")
        work, name = (_words, "words") if kind == Kind.WORDS else (_predict, "predict")
        span = traces.hop(name, trace.decode("latin-1"))
        scored = partial(traces.timed, span, _signed, work, self._scorer, payload)
        if not self._busy and len(payload) <= _SHORT:
            # To wake a thread and to be woken by it takes longer than the linear model does.
            answer(*_answered(span, scored))
            return
        self._busy += 1

        def done(future: "asyncio.Future[bytes]") -> None:
            self._busy -= 1
            if not future.cancelled():
                answer(*_answered(span, future.result))

        asyncio.get_running_loop().run_in_executor(self._threads, scored).add_done_callback(done)


class _Connection(Frames):
    def __init__(
        self,
        score: Callable[[int, bytes, Callable[[Kind, bytes], None]], None],
        connections: "set[_Connection]",
    ) -> None:
        super().__init__()
        self._score = score
        self._connections = connections

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._connections.discard(self)

    def frame(self, number: int, kind: int, body: bytes) -> None:
        if kind == Kind.READY:
            self.send(number, Kind.ANSWER)
        else:
            self._score(kind, body, partial(self.send, number))


def _answered(span: "Span | None", scored: Callable[[], bytes]) -> tuple[Kind, bytes]:
    kind, content = Kind.ANSWER, b""
    try:
        content = scored()
    except Exception:
        logger.exception("A batch could not be scored")
        kind = Kind.FAILURE
    if span:
        traces.ended(span, failed=kind is Kind.FAILURE)
    return kind, content


def _signed(work: Callable[[Scorer, bytes], bytes], scorer: Scorer, body: bytes) -> bytes:
    """What a model answers, behind a line with its name."""
    return scorer.model.encode() + b"\n" + work(scorer, body)


def _predict(scorer: Scorer, body: bytes) -> bytes:
    return scorer.predict(orjson.loads(body)).astype("<f4").tobytes()


def _words(scorer: Scorer, body: bytes) -> bytes:
    return orjson.dumps(scorer.words(orjson.loads(body)))
