"""The load generator, at a server that does as each test says."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.endurance.generator import Generator, Job, Outcome

Answering = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, answering: Answering, received: list[int], *given: object) -> None:
        self.answering = answering
        self.received = received
        super().__init__(*given)  # type: ignore[arg-type]  # what the server gives it

    def do_POST(self) -> None:
        self.received.append(int(self.rfile.read(int(self.headers["Content-Length"]))))
        self.answering(self)

    def answer(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(answering: Answering) -> Iterator[tuple[int, list[int]]]:
    """The port of a server that answers so, and the bodies that it has received."""
    received: list[int] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, answering, received))
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_port, received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def bodies(tmp_path: Path) -> str:
    path = tmp_path / "bodies.jsonl"
    path.write_text("".join(f"{json.dumps(number)}\n" for number in range(10_000)), encoding="utf-8")
    return str(path)


def run(job: Job) -> Outcome:
    async def do() -> Outcome:
        return await Generator(job).run()

    return asyncio.run(do())


def test_each_connection_sends_its_next_request_once_the_last_is_answered(bodies: str) -> None:
    with serving(lambda handler: handler.answer(200)) as (port, received):
        outcome = run(Job(port, "/", bodies, connections=1, seconds=0.2))
    assert received == list(range(len(outcome.status)))
    assert outcome.due[1:] == sorted(outcome.due[1:])
    assert all(later >= answered for answered, later in zip(outcome.done, outcome.due[1:], strict=False))


def test_requests_are_sent_at_their_rate_though_none_is_answered(bodies: str) -> None:
    enough = Event()

    def answering(handler: Handler) -> None:
        if len(handler.received) == 10:
            enough.set()
        enough.wait(60)
        handler.answer(200)

    with serving(answering) as (port, _):
        outcome = run(Job(port, "/", bodies, connections=100, seconds=0.2, rate=200))
    assert set(outcome.status) == {200}


def test_a_request_that_waits_for_a_connection_waits_since_it_was_due(bodies: str) -> None:
    with serving(lambda handler: handler.answer(200)) as (port, _):
        outcome = run(Job(port, "/", bodies, connections=1, seconds=0.2, rate=5_000))
    assert outcome.most == 1
    assert max(outcome.due) <= 0.2
    assert all(done >= due for due, done in zip(outcome.due, outcome.done, strict=True))


def test_a_refusal_is_noted_with_whether_it_says_when_to_try_again(bodies: str) -> None:
    def answering(handler: Handler) -> None:
        handler.answer(503, **({"Retry_After": "5"} if len(handler.received) % 2 else {}))

    with serving(answering) as (port, _):
        outcome = run(Job(port, "/", bodies, connections=1, seconds=0.2))
    assert set(outcome.status) == {503}
    assert outcome.retry_after[:4] == [True, False, True, False]


def test_a_connection_that_breaks_is_no_answer(bodies: str) -> None:
    def answering(handler: Handler) -> None:
        handler.close_connection = True

    with serving(answering) as (port, _):
        outcome = run(Job(port, "/", bodies, connections=2, seconds=0.1))
    assert set(outcome.status) == {0}


def test_bodies_that_do_not_suffice_are_said(tmp_path: Path) -> None:
    path = tmp_path / "few.jsonl"
    path.write_text("1\n2\n", encoding="utf-8")
    with (
        serving(lambda handler: handler.answer(200)) as (port, _),
        pytest.raises(SystemExit, match="before the time was over"),
    ):
        run(Job(port, "/", str(path), connections=1, seconds=0.2))
