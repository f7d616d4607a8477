"""The load generator, at a server that answers every other request with an error."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.bench.load import Job, run

RECEIVED: list[bytes] = []


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        RECEIVED.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200 if len(RECEIVED) % 2 else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    RECEIVED.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def bodies(tmp_path: Path) -> str:
    path = tmp_path / "bodies.jsonl"
    path.write_text("".join(f"{json.dumps(number)}\n" for number in range(100_000)), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("at_once", [1, 4])
def test_each_body_is_sent_once_and_what_is_not_200_is_an_error(url: str, bodies: str, at_once: int) -> None:
    outcome = run(Job(url, bodies, first=7, at_once=at_once, seconds=0.2))
    assert sorted(int(body) for body in RECEIVED) == list(range(7, 7 + outcome.sent))
    assert outcome.errors == {"503": len(RECEIVED) // 2}


@pytest.mark.parametrize("at_once", [1, 4])
def test_bodies_that_do_not_suffice_are_said(url: str, bodies: str, at_once: int) -> None:
    with pytest.raises(SystemExit, match="before the time was over"):
        run(Job(url, bodies, first=100_000, at_once=at_once, seconds=0.2))


def test_a_server_that_is_away_is_an_error(bodies: str) -> None:
    outcome = run(Job("http://127.0.0.1:1/", bodies, first=0, at_once=1, seconds=0.1))
    assert list(outcome.errors) == ["ConnectionRefusedError"]
