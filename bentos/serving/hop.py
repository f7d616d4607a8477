"""The hop from the gateway to a runner, at the runner's end: many tweets in one request.

It stands before BentoML's application, whose middlewares and batching cost a request ten times what the
linear model does, and hold a lone one back for as long as the busy ones waited.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Protocol

import orjson
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bentos.telemetry import traces

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GATEWAY = "x-gateway"  # header with the id of the gateway's process
PREDICT = "/tweets"  # a JSON list of n tweets; answers (n, 2) little-endian float32, as `predict` gives them
WORDS = "/words"  # a tweet as a JSON string; answers a JSON list of [word, weight]
_SHORT = 600  # bytes of a lone call that is scored without a thread: a tweet or a few, in milliseconds

logger = logging.getLogger("bentoml.sentiment")


class Scorer(Protocol):
    """A loaded model."""

    def predict(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Calibrated probabilities of n tweets: (n, 2) float32, rows sum to 1."""
        ...

    def words(self, text: str) -> list[tuple[str, float]]:
        """The tweet's words in order with their log-odds; only the linear model has them."""
        ...


class Hop:
    """ASGI application of a runner: scores tweets; the rest goes to the application behind it."""

    def __init__(self) -> None:
        self._behind: ASGIApp | None = None
        self._scorer: Scorer | None = None
        self._gateway: int | None = None
        # Two: while the last batch of one call runs, the next call has the other cores.
        self._threads = ThreadPoolExecutor(2, "scorer")
        self._busy = 0  # of them
        self._answers: dict[str, Callable[[Scorer, bytes], bytes]] = {PREDICT: _predict, WORDS: _words}

    def before(self, application: ASGIApp) -> "Hop":
        """Stand before an application."""
        self._behind = application
        return self

    def serve(self, scorer: Scorer) -> None:
        """Score with this model from now on."""
        self._scorer = scorer

    def gateway(self) -> int | None:
        """The id of the process that calls; None before its first call."""
        return self._gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI. Answers 500 without a body where the model fails."""
        answer = self._answers.get(scope["path"]) if scope["type"] == "http" else None
        if answer is None or self._scorer is None:
            if self._behind is None:
                raise RuntimeError("no application stands behind the hop")
            await self._behind(scope, receive, send)
            return
        request = Request(scope, receive)
        self._gateway = int(request.headers.get(GATEWAY, 0)) or None
        span = traces.hop(scope["path"], request.headers.get(traces.HEADER))
        body = await request.body()
        status, content = 200, b""
        try:
            content = await self._score(partial(traces.timed, span, answer, self._scorer, body), len(body))
        except Exception:
            logger.exception("A batch of %d bytes could not be scored", len(body))
            status = 500
        if span:
            traces.answered(span, status)
        headers = [(b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _score(self, work: Callable[[], bytes], size: int) -> bytes:
        if not self._busy and size <= _SHORT:
            # To wake a thread and to be woken by it takes longer than the linear model does.
            return work()
        self._busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._busy -= 1


def _predict(scorer: Scorer, body: bytes) -> bytes:
    return scorer.predict(orjson.loads(body)).astype("<f4").tobytes()


def _words(scorer: Scorer, body: bytes) -> bytes:
    return orjson.dumps(scorer.words(orjson.loads(body)))
