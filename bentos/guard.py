"""What never reaches a route: bodies over the limit."""

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bentos import language
from bentos.contracts import MAX_BODY, ContractError


class Guard:
    """ASGI middleware: 413 for a body over MAX_BODY bytes, declared or not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self.app(scope, receive, send)
        elif (messages := await _read(Headers(scope=scope), receive)) is None:
            await _too_large(scope)(scope, receive, send)
        else:
            await self.app(scope, replay(messages, receive), send)


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


def replay(messages: list[Message], receive: Receive) -> Receive:
    """What receives a body again that has been read, then what comes after it."""
    waiting = iter(messages)

    async def again() -> Message:
        for message in waiting:
            return message
        return await receive()

    return again


def _too_large(scope: Scope) -> Response:
    error = ContractError(413, "body_too_large", limit=MAX_BODY)
    chosen = language.preferred(Headers(scope=scope).get("accept-language"))
    return JSONResponse({"detail": error.sentence(chosen)}, status_code=error.status)
