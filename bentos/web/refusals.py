"""The answer to a request that is refused: a sentence in the caller's language, and its headers."""

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import Scope

from bentos.contracts import ContractError
from bentos.web import language
from bentos.web.credentials import CHALLENGES

_RETRY_AFTER = 5  # seconds
_LASTING = ("no_model",)  # 503 that no waiting helps against


def response(error: ContractError, scope: Scope) -> JSONResponse:
    """`{"detail": SENTENCE}` with the error's status, as an ASGI application."""
    chosen = language.preferred(Headers(scope=scope).get("accept-language"))
    made = JSONResponse({"detail": error.sentence(chosen)}, error.status)
    if error.status == 401:
        for challenge in CHALLENGES:
            made.headers.append("WWW-Authenticate", challenge)
    elif error.status == 429:
        made.headers["Retry-After"] = str(error.values["seconds"])
    elif error.status == 503 and error.key not in _LASTING:
        made.headers["Retry-After"] = str(_RETRY_AFTER)
    return made
