"""A glance at a request: what its head alone says, remembered, since a client's requests are alike.

Under too many requests most of what a refusal takes would be spent on reading again what was read before.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

import httptools

from bentos.sentences import Language
from bentos.web import language

if TYPE_CHECKING:
    from bentos.web.entrance import Entrance

END = b"\r\n\r\n"  # of a head
LONGEST = 1_024  # bytes of a head that is remembered
_REMEMBERED = 1_024  # heads
# What may say that a request does not end where its bytes do, or is to become something else.
_UNUSUAL = frozenset({b"transfer-encoding", b"expect", b"upgrade"})

Address = tuple[str, int | None] | None


@dataclass(frozen=True)
class Glance:
    """A request whose sender may come in: bytes of its body, the language of its answer."""

    length: int
    language: Language


@lru_cache(_REMEMBERED)
def at(head: bytes, server: Address, client: str | None, entrance: "Entrance | None") -> Glance | None:
    """A POST request by its head without END, between two addresses; None where it takes a closer look."""
    seen = _Head()
    parser = httptools.HttpRequestParser(seen)
    try:
        parser.feed_data(head + END)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):
        return None
    given = dict(seen.headers)
    length = given.get(b"content-length", b"")
    if (
        parser.get_method() != b"POST"
        or not parser.should_keep_alive()
        or len(given) < len(seen.headers)
        or _UNUSUAL & given.keys()
        or not length.isdigit()
    ):
        return None
    path = unquote(seen.url.partition(b"?")[0].decode("ascii", "replace"))
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "root_path": "",
        "headers": seen.headers,
        "server": server,
        "client": client and (client, 0),
    }
    if entrance is not None and not entrance.admits(scope):
        return None
    asked = given.get(b"accept-language")
    return Glance(int(length), language.preferred(asked.decode("latin-1") if asked else None))


class _Head:
    """The parts of a head, as httptools tells them."""

    def __init__(self) -> None:
        self.url = b""
        self.headers: list[tuple[bytes, bytes]] = []

    def on_url(self, url: bytes) -> None:
        """See httptools."""
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """See httptools."""
        self.headers.append((name.lower(), value))
