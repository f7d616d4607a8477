"""Clients that do not read what they asked for, or slowly."""

import asyncio
from threading import Event
from time import sleep

import pytest
from starlette.types import Receive, Scope, Send

from tests.bentos.web.clients import HEAD, SECONDS, connected, say, serving

pytestmark = pytest.mark.usefixtures("impatience")


def test_an_answer_that_nobody_reads_ends() -> None:
    ended = Event()

    async def pour(_: Scope, receive: Receive, send: Send) -> None:
        async def flow() -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            while True:
                await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})

        await receive()
        flowing = asyncio.create_task(flow())
        await receive()
        flowing.cancel()
        ended.set()

    with serving(pour) as port, connected(port, holding=4_096) as client:
        client.sendall(HEAD + b"\r\n")
        assert ended.wait(60)


def test_an_answer_that_is_read_slowly_is_read_to_its_end() -> None:
    size = 8_000_000

    async def much(_: Scope, __: Receive, send: Send) -> None:
        await say(send, b"x" * size)

    with serving(much) as port, connected(port, holding=65_536) as client:
        client.sendall(HEAD + b"Connection: close\r\n\r\n")
        got = 0
        while part := client.recv(200_000):
            got += len(part)
            sleep(SECONDS / 40)
    assert got > size
