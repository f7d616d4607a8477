"""What a glance at a head says, beside what the entrance says of it."""

import pytest
from starlette.types import Receive, Scope, Send

from bentos.settings import Settings
from bentos.web import glance
from bentos.web.entrance import Entrance
from bentos.web.glance import Glance

HERE = ("127.0.0.1", 3000)
HEAD = b"POST /predict/ HTTP/1.1\r\nHost: x\r\nContent-Length: 12"


async def nothing(_: Scope, __: Receive, ___: Send) -> None:
    """An application that is never asked."""


def entrance(**settings: str) -> Entrance:
    return Entrance(nothing, Settings.model_validate(settings))


def at(head: bytes, entrance: Entrance | None = None) -> Glance | None:
    return glance.at(head, HERE, "127.0.0.1", entrance)


def test_a_plain_request_is_known_by_its_length_and_its_language() -> None:
    assert at(HEAD) == Glance(12, "fr")
    assert at(HEAD + b"\r\nAccept-Language: en-GB, en") == Glance(12, "en")
    assert at(HEAD + b"\r\nConnection: keep-alive") == Glance(12, "fr")


@pytest.mark.parametrize(
    "head",
    [
        HEAD.replace(b"POST", b"GET"),
        HEAD.replace(b"HTTP/1.1", b"HTTP/1.0"),
        HEAD.replace(b"Content-Length: 12", b"Content-Length: -2"),
        HEAD.replace(b"Content-Length: 12", b"Content-Length: 1 2"),
        HEAD.replace(b"\r\nContent-Length: 12", b""),
        HEAD.replace(b"Content-Length: 12", b"Transfer-Encoding: chunked"),
        HEAD + b"\r\nTransfer-Encoding: chunked",
        HEAD + b"\r\nContent-Length: 13",
        HEAD + b"\r\nHost: y",
        HEAD + b"\r\nExpect: 100-continue",
        HEAD + b"\r\nConnection: close",
        HEAD + b"\r\nConnection: Upgrade\r\nUpgrade: websocket",
        b"",
        b"\x16\x03\x01",
    ],
)
def test_what_is_not_plain_takes_a_closer_look(head: bytes) -> None:
    assert at(head) is None


def test_who_may_not_come_in_takes_a_closer_look() -> None:
    guarded = entrance(API_KEYS="one")
    assert at(HEAD, guarded) is None
    assert at(HEAD + b"\r\nX-API-Key: two", guarded) is None
    assert at(HEAD + b"\r\nX-API-Key: one", guarded) == Glance(12, "fr")
    assert at(HEAD + b"\r\nSec-Fetch-Site: cross-site", entrance()) is None


def test_what_only_this_machine_may_ask_takes_a_closer_look_from_elsewhere() -> None:
    assert glance.at(HEAD, ("10.0.0.1", 3000), "10.0.0.2", entrance()) is None
    assert glance.at(HEAD, HERE, "127.0.0.1", entrance()) == Glance(12, "fr")
