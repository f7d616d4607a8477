"""What never reaches a route, or leaves it early: bodies over the limit, clients that have gone."""

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import ExitStack, contextmanager

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bentos.contracts import MAX_BODY, ContractError
from bentos.web import refusals

# Seconds. What is answered sooner than this is with the model already, and watching costs more than it saves.
_AT_ONCE = 0.25

_SMALL = 65_536  # bytes of a body that always has room
_LARGE = 64  # larger bodies at once, from their arrival to their answer: so many MB at most


class Guard:
    """ASGI middleware: 413 for a body over MAX_BODY bytes, 503 for a large one where too many are held.

    No more work for a client that has left.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._large = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        with ExitStack() as held:
            try:
                messages = await self._read(Headers(scope=scope), receive, held)
            except ContractError as error:
                await refusals.response(error, scope)(scope, receive, send)
                return
            if messages[-1]["type"] == "http.disconnect":
                return
            answering = self.app(scope, replay(messages, receive), send)
            # Gradio goes on working for an answer that is sent already.
            await (answering if scope["path"].startswith("/ui/") else _while_connected(answering, receive))

    async def _read(self, headers: Headers, receive: Receive, held: ExitStack) -> list[Message]:
        """The messages of a whole body, or of what came of it before the client left; `held` is its room.

        Raises ContractError.
        """
        declared = headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > MAX_BODY:
            raise ContractError(413, "body_too_large", limit=MAX_BODY)
        messages: list[Message] = []
        size = 0
        while True:
            message = await receive()
            messages.append(message)
            before, size = size, size + len(message.get("body", b""))
            if size > MAX_BODY:
                raise ContractError(413, "body_too_large", limit=MAX_BODY)
            if before <= _SMALL < size:
                held.enter_context(self._room())
            if not message.get("more_body", False):
                return messages

    @contextmanager
    def _room(self) -> Iterator[None]:
        if self._large >= _LARGE:
            raise ContractError(503, "overloaded")
        self._large += 1
        try:
            yield
        finally:
            self._large -= 1


async def _while_connected(answering: Awaitable[None], receive: Receive) -> None:
    """Answer, unless the client leaves first: then what waits for a model waits no longer."""
    loop = asyncio.get_running_loop()
    this = asyncio.current_task()
    watching: asyncio.Task[None] | None = None
    left = False

    async def watch() -> None:
        nonlocal left
        while (await receive())["type"] != "http.disconnect":
            pass
        left = True
        if this is not None:
            this.cancel()

    def begin() -> None:
        nonlocal watching
        watching = loop.create_task(watch())

    timer = loop.call_later(_AT_ONCE, begin)
    try:
        await answering
    except asyncio.CancelledError:
        if not left:
            raise
    finally:
        timer.cancel()
        if watching:
            watching.cancel()


def replay(messages: list[Message], receive: Receive) -> Receive:
    """What receives a body again that has been read, then what comes after it."""
    waiting = iter(messages)

    async def again() -> Message:
        for message in waiting:
            return message
        return await receive()

    return again
