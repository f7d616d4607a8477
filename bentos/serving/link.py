"""The hop from the gateway to a runner, at the gateway's end: one connection that carries every call."""

import asyncio
from itertools import count
from urllib.parse import unquote, urlsplit

from bentos.serving.frames import Frames, Kind

_NUMBERS = 2**32  # of calls; then they begin anew


class CallError(Exception):
    """The runner could not do what it was asked for."""


class Link:
    """A connection to a runner, made with the first call, and again where it was lost. For one event loop."""

    def __init__(self, url: str) -> None:
        """`url` is BentoML's name of the socket: `file:///…` or `tcp://…`."""
        self._url = urlsplit(url)
        self._numbers = count()
        self._opening = asyncio.Lock()
        self._calls: _Calls | None = None

    @property
    def lost(self) -> bool:
        """Whether there is no connection, so that the next call makes one."""
        return self._calls is None or self._calls.lost

    async def call(self, kind: Kind, body: bytes, seconds: float) -> bytes:
        """What the runner answers within so many seconds.

        Raises TimeoutError; OSError where there is no connection, or it is lost; CallError.
        """
        async with asyncio.timeout(seconds):
            calls = self._calls
            if calls is None or calls.lost:
                calls = await self._connected()
            return await calls.call(next(self._numbers) % _NUMBERS, kind, body)

    def close(self) -> None:
        """End the connection."""
        if self._calls is not None:
            self._calls.close()

    def drop(self) -> None:
        """End the connection at once; the calls that wait for an answer get none."""
        if self._calls is not None:
            self._calls.drop()

    async def _connected(self) -> "_Calls":
        async with self._opening:
            if self._calls is None or self._calls.lost:
                loop = asyncio.get_running_loop()
                if self._url.scheme == "file":
                    _, self._calls = await loop.create_unix_connection(_Calls, unquote(self._url.path))
                else:
                    host, port = str(self._url.hostname), self._url.port or 0
                    _, self._calls = await loop.create_connection(_Calls, host, port)
            return self._calls


class _Calls(Frames):
    """The calls of a connection that wait for their answers."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[int, asyncio.Future[bytes]] = {}
        self.lost = False

    async def call(self, number: int, kind: Kind, body: bytes) -> bytes:
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            self.send(number, kind, body)
            return await answer
        finally:
            del self._waiting[number]

    def frame(self, number: int, kind: int, body: bytes) -> None:
        # Nobody waits any longer for an answer that came too late.
        answer = self._waiting.get(number)
        if answer is None or answer.done():
            return
        if kind == Kind.ANSWER:
            answer.set_result(body)
        else:
            answer.set_exception(CallError())

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.lost = True
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(ConnectionResetError("the runner closed the connection"))
