"""One connection too many."""

import httpx
import pytest

from bentos.web import connection
from tests.bentos.web.clients import HEAD, answers, connected, reply, rest, serving

pytestmark = pytest.mark.usefixtures("impatience")


def test_a_connection_without_a_request_makes_room_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MOST", 1)
    with serving(reply) as port, connected(port) as client:
        client.sendall(HEAD + b"\r\n")
        assert answers(client, b"0")
        assert httpx.post(f"http://127.0.0.1:{port}", content=b"four", timeout=60).text == "4"
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
