"""The answer to a request that is refused: a sentence in the caller's language, and its headers."""

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import Scope

from bentos.contracts import ContractError
from bentos.web import language
from bentos.web.credentials import CHALLENGES

_RETRY_AFTER = 5  # seconds
_PASSING = ("overloaded", "model_unavailable", "feedback_unavailable", "export_unavailable", "page_building")


def response(error: ContractError, scope: Scope) -> JSONResponse:
    """`{"detail": SENTENCE}` with the error's status, as an ASGI application."""
    chosen = language.preferred(Headers(scope=scope).get("accept-language"))
    made = JSONResponse({"detail": error.sentence(chosen)}, error.status)
    if error.status == 401:
        for challenge in CHALLENGES:
            made.headers.append("WWW-Authenticate", challenge)
    elif error.status == 429:
        made.headers["Retry-After"] = str(error.values["seconds"])
    elif error.key in _PASSING:
        made.headers["Retry-After"] = str(_RETRY_AFTER)
    return made
