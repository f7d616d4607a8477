"""One connection too many."""

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from bentos.web import connection
from bentos.web.connection import Connection
from tests.bentos.web.clients import HEAD, PART, answers, connected, reply, rest, say, serving
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("impatience")


def test_a_connection_without_a_request_makes_room_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MOST", 1)
    with serving(reply) as port, connected(port) as client:
        client.sendall(HEAD + b"\r\n")
        assert answers(client, b"0")
        assert httpx.post(f"http://127.0.0.1:{port}", content=b"four", timeout=60).text == "4"
        assert rest(client) == b""


def test_a_connection_whose_body_came_after_its_answer_makes_room_for_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "MOST", 1)

    async def refuse(_: Scope, __: Receive, send: Send) -> None:
        await say(send, b"no")

    with serving(refuse) as port, connected(port) as client:
        client.sendall(PART)
        assert answers(client, b"no")
        client.sendall(b"x" * 10)
        wait_until(lambda: Connection.resting)
        assert httpx.post(f"http://127.0.0.1:{port}", content=b"four", timeout=60).text == "no"
        assert rest(client) == b""


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_one_connection_too_many_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    monkeypatch.setattr(connection, "MOST", 1)
    with serving(reply) as port, connected(port) as client:
        client.sendall(HEAD)
        answer = httpx.request(method, f"http://127.0.0.1:{port}/models/", timeout=60)
        probe = httpx.get(f"http://127.0.0.1:{port}/livez", timeout=60)
    assert (answer.status_code, probe.status_code) == (503, 200)
    assert {"retry-after", "x-content-type-options"} <= set(answer.headers)
    assert answer.headers["connection"] == "close"
