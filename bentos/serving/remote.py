"""The Runner of another process: tweets that wait for it share its next call."""

import asyncio
import logging
import math
from collections.abc import Sequence
from http import HTTPStatus
from time import monotonic
from typing import Any

import numpy as np
import orjson

from bentos.contracts import ContractError
from bentos.serving.frames import Kind
from bentos.serving.link import CallError, Link
from bentos.serving.pace import Pace
from bentos.serving.waiting import Queue, Scored, Waiting
from bentos.telemetry import figures, traces

MAX_WAITING = 4_096  # texts that wait for one runner or are with it
_FEW = 8  # tweets that are not worth dividing between calls
TIMEOUT = 30.0  # seconds for a call: a small, busy machine may take long for a large one
_PROBE = 1.0  # seconds in which a process that has just been started answers whether it is ready
_ALIVE = 5.0  # seconds in which one at work does, however busy the machine is
_ATTEMPTS = 3  # for a call whose connection is lost: predicting twice does no harm

logger = logging.getLogger("bentoml.sentiment")


class Remote:
    """A runner in its own process, reached over its socket. To be used in one event loop."""

    def __init__(self, url: str, model: str, *, batch: int, deadline: float, calls: int = 2) -> None:
        """`url` is that of a Link; `model` is who is to answer, family:version.

        So many `calls` are under way at once, which share twice `batch` tweets; a request with more than a
        call's share is a call of its own. A tweet that would wait for longer than `deadline` seconds is
        refused at once; a runner that does not answer is given up.
        """
        self.model = model
        self._link = Link(url)
        self._most = max(_FEW, 2 * batch // calls)
        self._at_once = calls
        self._deadline = deadline
        self._queue = Queue()
        self._waiting = 0
        self._sending = False
        self._calls: set[asyncio.Task[None]] = set()
        self._pace = Pace()
        self._away = False

    async def predict(self, texts: Sequence[str]) -> Scored:
        """See Runner."""
        count = len(texts)
        self._check_room(count)
        waiting = Waiting(texts, asyncio.get_running_loop().create_future(), traces.current())
        self._queue.add(waiting)
        self._waiting += count
        try:
            self._send_soon()
            return await waiting.answer
        except asyncio.CancelledError:
            self._queue.drop(waiting)
            raise
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
        self._check_room(1)
        self._waiting += 1
        try:
            _, content = await self._call(Kind.WORDS, text)
        finally:
            self._waiting -= 1
        found = orjson.loads(content)
        return [(str(word), float(weight)) for word, weight in found]

    async def ready(self, seconds: float = _PROBE) -> bool:
        """Whether the runner's process answers in time; if it does, calls go to it again."""
        try:
            await self._link.call(Kind.READY, b"", seconds)
        except (OSError, CallError):
            return False
        if self._away:
            logger.info("%s answers again", self.model)
        self._away = False
        return True

    async def look(self) -> None:
        """Look once whether the process answers, also while it is busy; give it up where it does not."""
        if self._away:
            await self.ready()
        elif not await self.ready(_ALIVE):
            self._lose()

    def give_up(self) -> None:
        """Refuse every call until the process is ready: its socket takes calls that nobody answers."""
        self._away = True
        self._link.drop()

    def close(self) -> None:
        """Close the connection."""
        self._link.close()

    def _check_room(self, tweets: int) -> None:
        """Raise ContractError where so many tweets would wait for nothing, or for too long."""
        if self._away:
            raise ContractError(503, "model_unavailable", model=self.model)
        if self.crowded or self._waiting + tweets > MAX_WAITING:
            raise ContractError(503, "overloaded")

    def _send_soon(self) -> None:
        # Requests that arrive at the same moment are to share a call.
        if not self._sending:
            self._sending = True
            asyncio.get_running_loop().call_soon(self._send)

    def _send(self) -> None:
        self._sending = False
        # Calls of like size: behind a large one the answers of a small one would wait.
        share = max(_FEW, math.ceil(self._waiting / self._at_once))
        while len(self._calls) < self._at_once and (batch := self._queue.take(min(share, self._most))):
            task = asyncio.create_task(self._answer(batch))
            self._calls.add(task)
            task.add_done_callback(self._end)

    def _end(self, task: "asyncio.Task[None]") -> None:
        self._calls.discard(task)
        self._send_soon()

    async def _answer(self, batch: list[Waiting]) -> None:
        try:
            await self._score(batch)
            return
        except ContractError as error:
            failed = error
        except Exception:
            # Whoever waits learns of it, whatever it is.
            logger.exception("What %s answered cannot be used", self.model)
            failed = ContractError(500, "internal")
        if failed.status == HTTPStatus.INTERNAL_SERVER_ERROR and len(batch) > 1:
            # Whatever the model stumbled over, it is in one of them.
            await asyncio.gather(*(self._answer([waiting]) for waiting in batch))
            return
        for waiting in batch:
            if not waiting.answer.done():
                waiting.answer.set_exception(failed)

    async def _score(self, batch: list[Waiting]) -> None:
        texts = [text for waiting in batch for text in waiting.texts]
        sent = monotonic()
        followed = [waiting.span for waiting in batch if waiting.span]
        span = traces.call(self.model, len(texts), followed) if followed else None
        try:
            trace = traces.header(span)[traces.HEADER] if span else ""
            model, body = await self._call(Kind.PREDICT, texts, trace)
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
        """The model that answered, and what; a runner that gives no answer is given up."""
        body = trace.encode("latin-1") + b"\n" + orjson.dumps(content)
        until = monotonic() + TIMEOUT
        for _ in range(_ATTEMPTS):
            # Where the runner is being started, its socket takes calls that nobody answers yet.
            if self._away or (self._link.lost and not await self.ready()):
                break
            try:
                model, _, answer = (await self._link.call(kind, body, until - monotonic())).partition(b"\n")
                return model.decode(), answer
            except CallError as error:
                logger.error("%s failed", self.model)
                raise ContractError(500, "internal") from error
            except TimeoutError:
                break
            except OSError as error:
                logger.info("%s closed the connection: %r", self.model, error)
        self._lose()
        raise ContractError(503, "model_unavailable", model=self.model)

    def _lose(self) -> None:
        if not self._away:
            logger.warning("%s does not answer; its calls are refused until it does", self.model)
            self.give_up()
