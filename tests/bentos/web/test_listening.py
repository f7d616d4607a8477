"""Many connections at once, to a uvicorn of this process."""

import time
from contextlib import ExitStack

import pytest
from starlette.types import Receive, Scope, Send

from bentos.web.connection import Connection
from tests.bentos.web.clients import HEAD, answers, connected, reply, serving

pytestmark = pytest.mark.usefixtures("impatience")
CLIENTS = 40


def test_those_who_came_while_the_server_was_busy_come_in_together() -> None:
    inside: list[int] = []

    class Counted(Connection):
        """Tells how many connections there are when a request is whole."""

        def on_message_complete(self) -> None:
            inside.append(len(self.connections))
            super().on_message_complete()

    async def stall(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/long":
            time.sleep(0.5)  # the whole event loop is to stand still
        await reply(scope, receive, send)

    with serving(stall, Counted) as port, ExitStack() as leaving:
        first = leaving.enter_context(connected(port))
        first.sendall(HEAD.replace(b" / ", b" /long ") + b"\r\n")
        time.sleep(0.1)
        clients = [leaving.enter_context(connected(port)) for _ in range(CLIENTS)]
        for client in clients:
            client.sendall(HEAD + b"\r\n")
        assert all(answers(client, b"0") for client in [first, *clients])
    assert inside == [1] + [1 + CLIENTS] * CLIENTS
