"""What the guard lets through to an application that waits."""

import asyncio
from collections.abc import Iterator
from threading import Event

import pytest
from starlette.types import Message, Receive, Scope, Send

from bentos.web import guard
from bentos.web.guard import Guard
from tests.bentos.web.clients import HEAD, answers, connected, say, serving

SCOPE = {"type": "http", "method": "POST", "path": "/predict/", "headers": []}
LARGE = b"x" * 100_000


class Waiting:
    """An application that answers 200 once it may."""

    def __init__(self) -> None:
        self.asked = 0
        self.may = asyncio.Event()

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        self.asked += 1
        await self.may.wait()
        await say(send, b"")


async def ask(guarded: Guard, *messages: Message) -> list[int]:
    """The status of the answer to a request that arrives in these messages, if there is one."""
    waiting: Iterator[Message] = iter(messages)
    statuses: list[int] = []

    async def receive() -> Message:
        for message in waiting:
            return message
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await guarded(dict(SCOPE), receive, send)
    return statuses


def body(content: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": content, "more_body": more}


def test_large_bodies_are_held_in_a_number_that_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_LARGE", 2)

    async def run() -> list[list[int]]:
        app = Waiting()
        guarded = Guard(app)
        first = [asyncio.create_task(ask(guarded, body(LARGE))) for _ in range(2)]
        while app.asked < 2:
            await asyncio.sleep(0)
        refused = await ask(guarded, body(LARGE))
        app.may.set()
        small = await ask(guarded, body(b"small"))
        answered = await asyncio.gather(*first)
        return [*answered, refused, small, await ask(guarded, body(LARGE))]

    assert asyncio.run(run()) == [[200], [200], [503], [200], [200]]


def test_a_request_whose_client_leaves_before_its_body_is_whole_asks_nothing() -> None:
    async def run() -> tuple[list[int], int]:
        app = Waiting()
        return await ask(Guard(app), body(b"{", more=True), {"type": "http.disconnect"}), app.asked

    assert asyncio.run(run()) == ([], 0)


@pytest.mark.usefixtures("impatience")
def test_work_for_a_client_that_has_left_is_dropped_and_others_are_answered() -> None:
    begun, dropped = Event(), Event()

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        if scope["path"] == "/first":
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                dropped.set()
        await say(send, b"")

    with serving(Guard(app)) as port, connected(port) as other:
        with connected(port) as client:
            client.sendall(HEAD.replace(b"/ ", b"/first ") + b"Content-Length: 2\r\n\r\nok")
            assert begun.wait(60)
        assert dropped.wait(60)
        other.sendall(HEAD + b"Content-Length: 2\r\n\r\nok")
        assert answers(other, b"")
