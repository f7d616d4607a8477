"""A runner as the gateway sees it: tweets that wait for it share its next call."""

import asyncio
import logging
import math
from collections.abc import Sequence
from http import HTTPStatus
from time import monotonic
from typing import Any, Protocol

import numpy as np
import orjson

from bentos.contracts import ContractError
from bentos.serving.frames import Kind
from bentos.serving.link import CallError, Link
from bentos.serving.pace import Pace
from bentos.serving.waiting import Queue, Scored, Waiting
from bentos.telemetry import figures, traces

MAX_WAITING = 4_096  # texts that wait for one runner or are with it
_CALLS = 2  # at once: while the model has one, what the next needs is already there
_FEW = 8  # tweets that are not worth dividing between two calls
_TIMEOUT = 60.0  # seconds for a call

# A connection that a runner has just closed, or a runner that is being started again: predicting twice
# does no harm.
_PAUSES = (0.0, 0.1, 0.5)  # seconds before another attempt

logger = logging.getLogger("bentoml.sentiment")


class Runner(Protocol):
    """What answers for a family. Both functions raise ContractError and nothing else."""

    @property
    def model(self) -> str:
        """The model that gave the last answer, family:version."""
        ...

    async def predict(self, texts: Sequence[str]) -> Scored:
        """What one model says of the tweets, and which."""
        ...

    @property
    def crowded(self) -> bool:
        """Whether so many wait that it would refuse a tweet that it does not know."""
        ...

    def knows(self, text: str, /) -> bool:
        """Whether it remembers its answer to a tweet."""
        ...

    async def words(self, text: str) -> list[tuple[str, float]]:
        """The tweet's words in order with their log-odds; only the linear model has them."""
        ...


class Remote:
    """A runner in its own process, reached over its socket. To be used in one event loop."""

    def __init__(self, url: str, model: str, *, batch: int, deadline: float) -> None:
        """`url` is that of a Link; `model` is who is to answer, family:version.

        A call carries `batch` tweets at most; a tweet that would wait for longer than `deadline` seconds is
        refused at once.
        """
        self.model = model
        self._link = Link(url)
        self._batch = batch
        self._deadline = deadline
        self._queue = Queue()
        self._waiting = 0
        self._sending = False
        self._calls: set[asyncio.Task[None]] = set()
        self._pace = Pace()
        self._away = False

    async def predict(self, texts: Sequence[str]) -> Scored:
        """See Runner."""
        if self._away:
            raise ContractError(503, "model_unavailable", model=self.model)
        count = len(texts)
        if self.crowded or self._waiting + count > MAX_WAITING:
            raise ContractError(503, "overloaded")
        waiting = Waiting(texts, asyncio.get_running_loop().create_future(), traces.current())
        self._queue.add(waiting)
        self._waiting += count
        try:
            self._send_soon()
            return await waiting.answer
        finally:
            self._waiting -= count

    @property
    def crowded(self) -> bool:
        """See Runner."""
        return self._waiting >= MAX_WAITING or self._waiting * self._pace.seconds > self._deadline

    def knows(self, _: str) -> bool:
        """See Runner."""
        return False

    async def words(self, text: str) -> list[tuple[str, float]]:
        """See Runner."""
        if self._away:
            raise ContractError(503, "model_unavailable", model=self.model)
        _, content = await self._call(Kind.WORDS, text)
        found = orjson.loads(content)
        return [(str(word), float(weight)) for word, weight in found]

    async def ready(self) -> bool:
        """Whether the runner's process answers; if it does, calls go to it again."""
        try:
            await self._link.call(Kind.READY, b"", 1)
        except (OSError, TimeoutError):
            return False
        self._away = False
        return True

    def give_up(self) -> None:
        """Refuse every call until the process is ready: its socket takes calls that nobody answers."""
        self._away = True

    def close(self) -> None:
        """Close the connection."""
        self._link.close()

    def _send_soon(self) -> None:
        # Requests that arrive at the same moment are to share a call.
        if not self._sending:
            self._sending = True
            asyncio.get_running_loop().call_soon(self._send)

    def _send(self) -> None:
        self._sending = False
        # Calls of like size: behind a large one the answers of a small one would wait.
        share = max(_FEW, math.ceil(self._waiting / _CALLS))
        while len(self._calls) < _CALLS and (batch := self._queue.take(min(share, self._batch))):
            task = asyncio.create_task(self._answer(batch))
            self._calls.add(task)
            task.add_done_callback(self._end)

    def _end(self, task: "asyncio.Task[None]") -> None:
        self._calls.discard(task)
        self._send_soon()

    async def _answer(self, batch: list[Waiting]) -> None:
        texts = [text for waiting in batch for text in waiting.texts]
        sent = monotonic()
        followed = [waiting.span for waiting in batch if waiting.span]
        span = traces.call(self.model, len(texts), followed) if followed else None
        try:
            trace = traces.header(span)[traces.HEADER] if span else ""
            model, body = await self._call(Kind.PREDICT, texts, trace)
        except ContractError as error:
            if error.status == HTTPStatus.INTERNAL_SERVER_ERROR and len(batch) > 1:
                # Whatever the model stumbled over, it is in one of them.
                await asyncio.gather(*(self._answer([waiting]) for waiting in batch))
                return
            for waiting in batch:
                if not waiting.answer.done():
                    waiting.answer.set_exception(error)
            return
        finally:
            if span:
                span.end()
        self._pace.done(sent, monotonic(), len(texts))
        figures.batch_tweets(model).observe(len(texts))
        figures.waiting_tweets(model).observe(self._waiting)
        self.model = model
        rows = np.frombuffer(body, dtype="<f4").reshape(len(texts), 2)
        start = 0
        for waiting in batch:
            end = start + len(waiting.texts)
            if not waiting.answer.done():
                waiting.answer.set_result(Scored(model, rows[start:end]))
            start = end

    async def _call(self, kind: Kind, content: Any, trace: str = "") -> tuple[str, bytes]:
        """The model that answered, and what."""
        body = trace.encode("latin-1") + b"\n" + orjson.dumps(content)
        attempts = iter(_PAUSES)
        while True:
            try:
                model, _, answer = (await self._link.call(kind, body, _TIMEOUT)).partition(b"\n")
                return model.decode(), answer
            except CallError as error:
                logger.error("%s failed", self.model)
                raise ContractError(500, "internal") from error
            except TimeoutError as error:
                logger.warning("%s does not answer within %.0f s", self.model, _TIMEOUT)
                raise ContractError(503, "model_unavailable", model=self.model) from error
            except OSError as error:
                pause = next(attempts, None)
                if pause is None:
                    logger.warning("%s does not answer: %r", self.model, error)
                    raise ContractError(503, "model_unavailable", model=self.model) from error
                await asyncio.sleep(pause)
