"""Traces of what the page's visitors ask for.

Gradio's requests tell nothing of it: one leaves a question in a queue and is answered at once, another
brings all answers. A span is that of the question, as if it had been asked of the API.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus

from bentos.contracts import ContractError
from bentos.telemetry import traces

_LEFT = 499  # the visitor left before there was an answer


@contextmanager
def followed(name: str, headers: Mapping[str, str]) -> Iterator[None]:
    """Follow the event `name` while the context lasts; `headers` are those of the request that left it.

    Its status is that with which the API would answer. To be entered in the task that asks the models.
    """
    given = {traces.HEADER.encode(): parent.encode()} if (parent := headers.get(traces.HEADER)) else {}
    span = traces.request("POST", f"/ui/{name}", given)
    status = _LEFT
    try:
        yield
        status = HTTPStatus.OK
    except ContractError as error:
        status = error.status
        raise
    except Exception:
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        raise
    finally:
        if span:
            traces.answered(span, status)
