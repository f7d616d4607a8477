"""Connections of clients that are slow or greedy, to a uvicorn of this process."""

import asyncio
import json
from contextlib import suppress
from threading import Event
from time import sleep

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from bentos.web import connection
from bentos.web.connection import MAX_HEAD
from tests.bentos.web.clients import (
    HEAD,
    PART,
    SECONDS,
    answers,
    connected,
    reply,
    rest,
    say,
    serving,
    trickle,
)

pytestmark = pytest.mark.usefixtures("impatience")


@pytest.mark.parametrize("begun", [HEAD, PART])
def test_a_request_that_does_not_come_whole_in_time_is_answered_408(begun: bytes) -> None:
    with serving(reply) as port, connected(port) as client:
        client.sendall(begun)
        trickle(client, b"" if begun == PART else b"a")
        head, _, body = rest(client).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"\r\nconnection: close" in head
    assert b"\r\nx-content-type-options: nosniff" in head
    assert json.loads(body) == {
        "detail": "The request did not arrive whole within 0.4 s; send it again, or send less."
    }


def test_the_application_learns_that_a_body_will_never_be_whole() -> None:
    learned = Event()

    async def wait(_: Scope, receive: Receive, __: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        learned.set()

    with serving(wait) as port, connected(port) as client:
        client.sendall(PART)
        assert learned.wait(60)


@pytest.mark.parametrize("byte", [b"", b"\r\n"])
def test_a_connection_without_a_request_is_closed_without_a_word(byte: bytes) -> None:
    with serving(reply) as port, connected(port) as client:
        client.sendall(byte)
        assert rest(client) == b""


def test_blank_lines_after_a_request_keep_no_connection() -> None:
    with serving(reply) as port, connected(port) as client:
        client.sendall(HEAD + b"\r\n")
        assert answers(client, b"0")
        trickle(client, b"\r\n")
        with suppress(ConnectionError):
            assert rest(client) == b""


def test_a_body_that_goes_on_after_its_answer_is_cut_off() -> None:
    async def refuse(_: Scope, __: Receive, send: Send) -> None:
        await say(send, b"no")

    with serving(refuse) as port, connected(port) as client:
        client.sendall(HEAD + b"Content-Length: 100000\r\n\r\n")
        assert answers(client, b"no")
        trickle(client)
        with suppress(ConnectionError):
            assert rest(client) == b""


@pytest.mark.parametrize("more", [b"", HEAD, PART + b"x" * 5])
def test_a_body_that_comes_after_its_answer_keeps_no_connection(
    monkeypatch: pytest.MonkeyPatch, more: bytes
) -> None:
    monkeypatch.setattr(connection, "_IDLE", SECONDS)

    async def refuse(_: Scope, __: Receive, send: Send) -> None:
        await say(send, b"no")

    with serving(refuse) as port, connected(port) as client:
        client.sendall(PART)
        assert answers(client, b"no")
        client.sendall(b"x" * 10 + more)
        with suppress(ConnectionError):
            rest(client)


@pytest.mark.parametrize("begun", [HEAD, PART, PART + b"x" * 5])
def test_a_request_behind_another_must_come_whole_in_time(begun: bytes) -> None:
    with serving(reply) as port, connected(port) as client:
        client.sendall(HEAD + b"\r\n" + begun)
        got = rest(client)
    assert got.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 408 " in got


def test_requests_in_parts_are_answered_over_one_connection() -> None:
    with serving(reply) as port, connected(port) as client:
        for _ in range(2):
            for part in (HEAD[:20], HEAD[20:], b"Content-Length: 2\r\n\r\n", b"o", b"k"):
                client.sendall(part)
                sleep(SECONDS / 8)
            assert answers(client, b"2")


def test_an_answer_may_take_its_time() -> None:
    async def ponder(_: Scope, __: Receive, send: Send) -> None:
        await asyncio.sleep(3 * SECONDS)
        await say(send, b"yes")

    with serving(ponder) as port:
        assert httpx.post(f"http://127.0.0.1:{port}", content=b"x", timeout=60).text == "yes"


def test_a_request_behind_one_that_takes_its_time_is_not_late() -> None:
    async def ponder(_: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(2 * SECONDS)
        await reply({}, receive, send)

    with serving(ponder) as port, connected(port) as client:
        client.sendall(HEAD + b"\r\n" + PART)
        assert answers(client, b"0")
        client.sendall(b"x" * 10)
        assert answers(client, b"10")


@pytest.mark.parametrize("begun", [HEAD + b"X: ", HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: "])
def test_headers_without_an_end_are_refused(begun: bytes) -> None:
    with serving(reply) as port, connected(port) as client:
        client.sendall(begun + b"x" * MAX_HEAD)
        client.sendall(b"x" * MAX_HEAD)
        assert rest(client).startswith(b"HTTP/1.1 431 ")


def test_a_body_in_small_chunks_is_taken() -> None:
    with serving(reply) as port, connected(port) as client:
        client.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 20_000 + b"0\r\n\r\n")
        assert answers(client, b"20000")
