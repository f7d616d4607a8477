"""What never reaches a route, or leaves it early: bodies over the limit, clients that have gone."""

import asyncio
from collections.abc import Awaitable, Iterator, MutableMapping
from contextlib import ExitStack, contextmanager
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bentos.contracts import MAX_BODY, ContractError
from bentos.web import refusals

# In the state of a request's scope: what its connection calls when the client has left. To wait for ASGI's
# word of it would take a task beside each request.
LEFT = "left"

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
            await (answering if scope["path"].startswith("/ui/") else _while_connected(answering, scope))

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


async def _while_connected(answering: Awaitable[None], scope: Scope) -> None:
    """Answer, unless the client leaves first: then what waits for a model waits no longer."""
    state: MutableMapping[str, Any] = scope.setdefault("state", {})
    this = asyncio.current_task()
    left = False

    def leave() -> None:
        nonlocal left
        left = True
        if this is not None:
            this.cancel()

    state[LEFT] = leave
    try:
        await answering
    except asyncio.CancelledError:
        if not left:
            raise
    finally:
        del state[LEFT]


def replay(messages: list[Message], receive: Receive) -> Receive:
    """What receives a body again that has been read, then what comes after it."""
    waiting = iter(messages)

    async def again() -> Message:
        for message in waiting:
            return message
        return await receive()

    return again
