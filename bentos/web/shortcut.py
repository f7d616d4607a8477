"""The short way of a plain request for predictions: read, asked, answered, past the web framework."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bentos.contracts import BatchRequest, CompareRequest, ContractError, PredictRequest
from bentos.sentences import Language
from bentos.serving.gateway import Gateway
from bentos.web import api, language, problems
from bentos.web.guard import replay

Endpoint = Callable[[Any, Gateway, Language], Awaitable[BaseModel]]

_WAYS: dict[str, tuple[type[BaseModel], Endpoint]] = {
    "/predict": (PredictRequest, api.predict),
    "/compare": (CompareRequest, api.compare),
    "/predict/batch": (BatchRequest, api.predict_batch),
}

logger = logging.getLogger("bentoml.sentiment")


class Shortcut:
    """ASGI application in front of the API: answers what is right at first sight as the API would.

    The framework's routing, dependencies and validation cost a request twice what all else does. A body
    that is not plainly JSON of the right shape goes on to the API, which says what is wrong with it.
    """

    def __init__(self, app: ASGIApp, gateway: Gateway) -> None:
        self._app = app
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        way = _WAYS.get(scope["path"].removesuffix("/"))
        if way is None or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        body = await Request(scope, receive).body()
        shape, endpoint = way
        request = _parsed(shape, headers, body)
        if request is None:
            whole: Message = {"type": "http.request", "body": body, "more_body": False}
            await self._app(scope, replay([whole], receive), send)
            return
        try:
            made = await endpoint(request, self._gateway, language.preferred(headers.get("accept-language")))
        except ContractError as error:
            await problems.response(error, scope)(scope, receive, send)
        except Exception:
            logger.exception("A request could not be answered")
            await problems.response(ContractError(500, "internal"), scope)(scope, receive, send)
        else:
            content = made.__pydantic_serializer__.to_json(made)
            lines = [(b"content-length", b"%d" % len(content)), (b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": 200, "headers": lines})
            await send({"type": "http.response.body", "body": content})


def _parsed(shape: type[BaseModel], headers: Headers, body: bytes) -> BaseModel | None:
    if not headers.get("content-type", "").startswith("application/json"):
        return None
    try:
        return shape.model_validate_json(body)
    except ValidationError:
        return None
