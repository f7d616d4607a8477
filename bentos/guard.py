"""What never reaches a route, or leaves it early: bodies over the limit, clients that have gone."""

import asyncio
from collections.abc import Awaitable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bentos import refusals
from bentos.contracts import MAX_BODY, ContractError

# Seconds. What is answered sooner than this is with the model already, and watching costs more than it saves.
_AT_ONCE = 0.25


class Guard:
    """ASGI middleware: 413 for a body over MAX_BODY bytes; no more work for a client that has left."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self.app(scope, receive, send)
        elif (messages := await _read(Headers(scope=scope), receive)) is None:
            error = ContractError(413, "body_too_large", limit=MAX_BODY)
            await refusals.response(error, scope)(scope, receive, send)
        elif scope["path"].startswith("/ui/"):
            # Gradio goes on working for an answer that is sent already.
            await self.app(scope, replay(messages, receive), send)
        else:
            await _while_connected(self.app(scope, replay(messages, receive), send), receive)


async def _read(headers: Headers, receive: Receive) -> list[Message] | None:
    """The messages of a whole body, None if it is over the limit."""
    declared = headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > MAX_BODY:
        return None
    messages: list[Message] = []
    size = 0
    while True:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if size > MAX_BODY:
            return None
        if not message.get("more_body", False):
            return messages


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
