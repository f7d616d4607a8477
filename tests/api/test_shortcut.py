"""The short way and the long way: the same answer, whichever a request takes."""

import json
from typing import Any

import httpx
import pytest

from tests.server import Server

# Both are JSON (RFC 6839); the short way knows the plain name only.
SHORT, LONG = "application/json", "application/tweet+json"
PASSING = {"prediction_id", "milliseconds"}


def ask(server: Server, path: str, body: dict[str, Any], kind: str) -> httpx.Response:
    headers = {"Content-Type": kind, "Accept-Language": "en"}
    return httpx.post(f"{server.url}{path}", content=json.dumps(body), headers=headers, timeout=60)


def lasting(value: Any) -> Any:
    """An answer without what differs from one request to the next."""
    if isinstance(value, dict):
        return {name: lasting(inner) for name, inner in value.items() if name not in PASSING}
    return [lasting(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/predict", {"text": "Nobody answers the phone", "model": "logreg"}),
        ("/predict", {"text": "Nobody answers the phone", "model": "auto", "unknown": 1}),
        ("/predict", {"text": "Nobody answers the phone", "model": "none of them"}),
        ("/predict", {"text": "so happy " * 1_000}),
        ("/predict", {"text": "12"}),
        ("/predict", {"text": None}),
        ("/compare", {"text": "Nobody answers the phone"}),
        ("/predict/batch", {"texts": ["Nobody answers the phone", "12", ""], "model": "logreg"}),
        ("/predict/batch", {"texts": []}),
    ],
)
def test_both_ways_answer_alike(server: Server, path: str, body: dict[str, Any], slash: str) -> None:
    short, long = (ask(server, path + slash, body, kind) for kind in (SHORT, LONG))
    assert (short.status_code, lasting(short.json())) == (long.status_code, lasting(long.json()))


def test_both_ways_send_the_same_headers(server: Server) -> None:
    body = {"text": "Nobody answers the phone", "model": "logreg"}
    short, long = (ask(server, "/predict/", body, kind) for kind in (SHORT, LONG))
    assert {*short.headers} == {*long.headers}
