"""Clients of a uvicorn of this process that are slow or greedy."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from threading import Thread

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from bentos.web.connection import Connection
from bentos.web.listening import Server

SECONDS = 0.4  # a client's
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\n"
PART = HEAD + b"Content-Length: 10\r\n\r\n"


@contextmanager
def serving(app: ASGIApp, http: type[Connection] = Connection) -> Iterator[int]:
    """The port of a server of an application."""
    config = uvicorn.Config(app, port=0, http=http, lifespan="off", log_config=None, loop="uvloop")
    server = Server(config)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        thread = Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def connected(port: int, *, holding: int | None = None) -> Iterator[socket.socket]:
    """A connection whose client's system holds so many bytes that the client has not read."""
    with closing(socket.socket()) as client:
        if holding:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, holding)
        client.settimeout(60)
        client.connect(("127.0.0.1", port))
        yield client


async def reply(_: Scope, receive: Receive, send: Send) -> None:
    """Answer with the body's size, or, where there is no whole body, not at all."""
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message["body"])
        more = message["more_body"]
    await say(send, str(size).encode())


async def say(send: Send, body: bytes) -> None:
    length = str(len(body)).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
    await send({"type": "http.response.body", "body": body})


def trickle(client: socket.socket, byte: bytes = b"a") -> None:
    """Send a byte now and then until the server ends the connection."""
    client.settimeout(0.05)
    with suppress(ConnectionError):
        while True:
            client.sendall(byte)
            with suppress(TimeoutError):
                if not client.recv(1, socket.MSG_PEEK):
                    return
                break
    client.settimeout(60)


def rest(client: socket.socket) -> bytes:
    """All that still comes."""
    return b"".join(iter(lambda: client.recv(65_536), b""))


def answers(client: socket.socket, ending: bytes) -> bool:
    """Whether what comes ends so; an answer may come in several parts."""
    got = b""
    while not got.endswith(ending) and (part := client.recv(65_536)):
        got += part
    return got.endswith(ending)
