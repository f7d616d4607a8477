"""The smoke test passes a service that keeps the contract, and no other."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import NamedTuple

import httpx
import pytest

from tests.server import Server
from tests.workflows.workflow import GITHUB


def smoke(url: str, **given: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, GITHUB / "scripts" / "smoke.py", url]
    env = os.environ | {"READY_SECONDS": "0"} | given
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


class Other(NamedTuple):
    """A server that is ready and names nothing; `keys` are those that it was asked with."""

    url: str
    keys: set[str | None]


@pytest.fixture
def other() -> Iterator[Other]:
    """A server that is not ours."""
    keys: set[str | None] = set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            keys.add(self.headers.get("X-API-Key"))
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"served": [], "predictions": [], "failures": [], "results": []}')

        do_POST = do_GET  # noqa: N815 - http.server's own name

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Other(f"http://127.0.0.1:{server.server_port}", keys)
    server.shutdown()


def test_the_service_passes_under_its_commit(server: Server) -> None:
    commit = httpx.get(f"{server.url}/models/").json()["commit"]
    done = smoke(server.url, COMMIT=commit)
    assert (done.returncode, done.stderr) == (0, "")


def test_another_commit_than_the_one_that_was_deployed_fails(server: Server) -> None:
    done = smoke(server.url, COMMIT="0" * 40)
    assert done.returncode == 1
    assert f"not {'0' * 40}." in done.stderr


def test_a_closed_service_is_asked_with_a_clients_key(other: Other) -> None:
    smoke(other.url, SMOKE_KEY="a-key")
    assert other.keys == {"a-key"}


def test_another_server_fails_on_every_promise(other: Other) -> None:
    done = smoke(other.url)
    assert done.returncode == 1
    for path in ("/models/", "/predict/", "/predict/batch/", "/feedback/"):
        assert f" {path} " in done.stderr


def test_a_service_that_is_not_there_fails_in_a_sentence() -> None:
    done = smoke("http://127.0.0.1:1")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "after 0 s" in done.stderr
