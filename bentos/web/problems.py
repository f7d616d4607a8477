"""Every way a request can fail, as the API answers it."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.datastructures import Headers
from starlette.types import Scope

from bentos.contracts import ContractError
from bentos.web import language, refusals

_MAX_ERRORS = 20


class Problem(BaseModel):
    """One sentence that says what is wrong and what to do."""

    detail: str = Field(examples=["Le texte ne peut pas être vide."])


class FieldError(BaseModel):
    """What is wrong with one field of a request."""

    type: str
    loc: list[str | int]
    msg: str


class FieldErrors(BaseModel):
    """A body that is not JSON, or fields that are missing or wrong; the first twenty errors."""

    detail: list[FieldError]


_DOCUMENTED: dict[int, tuple[type[BaseModel], str]] = {
    400: (Problem, "The text is empty, blank or a number."),
    401: (Problem, "The address needs a key that the request does not carry."),
    403: (Problem, "The request comes from where nobody is let in."),
    404: (Problem, "No such model or prediction."),
    408: (Problem, "The request did not arrive whole in time; the connection ends."),
    413: (Problem, "The body is larger than 1,000,000 bytes."),
    422: (FieldErrors, "The body is not JSON, or a field is missing, wrong or too long."),
    429: (Problem, "The client sent more requests than it may in this period."),
    431: (Problem, "The headers are larger than 65,536 bytes; the connection ends."),
    500: (Problem, "An internal error."),
    503: (Problem, "No model is served, a model does not answer, or the service is overloaded."),
}
_ANYWHERE = (401, 403, 408, 429, 431)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI responses of these statuses, and of those that any address may answer."""
    return {
        status: {"model": model, "description": description}
        for status, (model, description) in _DOCUMENTED.items()
        if status in (*statuses, *_ANYWHERE)
    }


def register(app: FastAPI) -> None:
    """Answer every failure in the shapes above."""
    app.add_exception_handler(ContractError, _contract)
    app.add_exception_handler(RequestValidationError, _fields)
    app.add_exception_handler(Exception, _unexpected)


def response(error: ContractError, scope: Scope) -> JSONResponse:
    """The answer to a request that cannot be answered otherwise, in the caller's language."""
    if error.status == 422:
        sentence = error.sentence(language.preferred(Headers(scope=scope).get("accept-language")))
        wrong = FieldError(type=error.key, loc=["body", "text"], msg=sentence)
        return JSONResponse(FieldErrors(detail=[wrong]).model_dump(), status_code=422)
    return refusals.response(error, scope)


def _contract(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ContractError):
        raise error
    return response(error, request.scope)


def _fields(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    # FastAPI's own answer repeats the input, which may be a megabyte.
    first = [
        FieldError(type=e["type"], loc=list(e["loc"]), msg=e["msg"]) for e in error.errors()[:_MAX_ERRORS]
    ]
    return JSONResponse(FieldErrors(detail=first).model_dump(), status_code=422)


def _unexpected(request: Request, _: Exception) -> JSONResponse:
    # Starlette raises the error again behind this answer, and the server logs it with its traceback.
    return response(ContractError(500, "internal"), request.scope)
