"""Every way a request can fail, as the API answers it."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from bentos import language
from bentos.contracts import ContractError

RETRY_AFTER = 5  # seconds
_MAX_ERRORS = 20
_PASSING = ("overloaded", "model_unavailable", "feedback_unavailable", "export_unavailable")


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
    404: (Problem, "No such model or prediction."),
    413: (Problem, "The body is larger than 1,000,000 bytes."),
    422: (FieldErrors, "The body is not JSON, or a field is missing, wrong or too long."),
    500: (Problem, "An internal error."),
    503: (Problem, "No model is served, a model does not answer, or the service is overloaded."),
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI responses of these statuses."""
    return {
        status: {"model": model, "description": description}
        for status, (model, description) in _DOCUMENTED.items()
        if status in statuses
    }


def register(app: FastAPI) -> None:
    """Answer every failure in the shapes above."""
    app.add_exception_handler(ContractError, _contract)
    app.add_exception_handler(RequestValidationError, _fields)
    app.add_exception_handler(Exception, _unexpected)


def _contract(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ContractError):
        raise error
    sentence = error.sentence(language.preferred(request.headers.get("accept-language")))
    if error.status == 422:
        wrong = FieldError(type=error.key, loc=["body", "text"], msg=sentence)
        return JSONResponse(FieldErrors(detail=[wrong]).model_dump(), status_code=422)
    headers = {"Retry-After": str(RETRY_AFTER)} if error.key in _PASSING else None
    return JSONResponse({"detail": sentence}, status_code=error.status, headers=headers)


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
    return _contract(request, ContractError(500, "internal"))
