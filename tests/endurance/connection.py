"""One HTTP/1.1 connection of the load generator: a request at a time, at little cost."""

import asyncio
from collections.abc import Callable
from typing import cast

import httptools

BROKEN = 0  # the status of a request whose connection ended before its answer


class Connection(asyncio.Protocol):
    """A connection that keeps alive. `heard` is called with it, a status and whether Retry-After came."""

    def __init__(self, heard: Callable[["Connection", int, bool], None]) -> None:
        self._heard = heard
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._asking = False
        self._retry_after = False
        self._reusable = True

    @property
    def usable(self) -> bool:
        """Whether another request can be sent."""
        return self._reusable and self._transport is not None and not self._transport.is_closing()

    def ask(self, request: bytes) -> None:
        """Send a request; the one before it is answered."""
        if self._transport is None:
            raise RuntimeError("a request was sent before there was a connection")
        self._asking = True
        self._transport.write(request)

    def close(self) -> None:
        """End the connection; a request under way counts as broken."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        # uvloop's transports have asyncio's methods but not its classes.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """See asyncio.Protocol."""
        self._end(BROKEN)

    def on_message_begin(self) -> None:
        """See httptools."""
        self._retry_after = False

    def on_header(self, name: bytes, _: bytes) -> None:
        """See httptools."""
        self._retry_after |= name.lower() == b"retry-after"

    def on_message_complete(self) -> None:
        """See httptools."""
        self._reusable = self._parser.should_keep_alive()
        self._end(self._parser.get_status_code())

    def _end(self, status: int) -> None:
        if self._asking:
            self._asking = False
            self._heard(self, status, self._retry_after)
