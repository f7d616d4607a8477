"""The frames in which the gateway and a runner talk over their socket: calls one way, answers the other.

HTTP between the two would take as long as the linear model does, ten times over.
"""

import asyncio
from enum import IntEnum
from struct import Struct
from typing import cast

_HEAD = Struct("<IIB")  # bytes of the body, number of the call, kind of the frame


class Kind(IntEnum):
    """What a frame asks for, or says."""

    READY = 0  # asks for an answer without a body
    PREDICT = 1  # a trace's header, a line feed, a JSON list of n tweets; (n, 2) little-endian float32
    WORDS = 2  # the same with a tweet as a JSON string; a JSON list of [word, weight]
    ANSWER = 3  # family:version of the model that gave it, a line feed, what was asked for
    FAILURE = 4  # the model failed; no body


class Frames(asyncio.Protocol):
    """One end of a connection. A subclass says what is done with a frame that has come."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    def frame(self, number: int, kind: int, body: bytes) -> None:
        """Take a frame; called in the order in which they were sent."""
        raise NotImplementedError

    def send(self, number: int, kind: Kind, body: bytes = b"") -> None:
        """Send a frame; to an end that has left, nothing is sent."""
        if self._transport is not None:
            self._transport.write(_HEAD.pack(len(body), number, kind) + body)

    def close(self) -> None:
        """End the connection once what was sent is on its way."""
        if self._transport is not None:
            self._transport.close()

    def drop(self) -> None:
        """End the connection, whatever is still on its way."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        # That of uvloop is none of asyncio's by its type.
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """See asyncio.Protocol."""
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        self._buffer += data
        start = 0
        while (begin := start + _HEAD.size) <= len(self._buffer):
            size, number, kind = _HEAD.unpack_from(self._buffer, start)
            if begin + size > len(self._buffer):
                break
            start = begin + size
            self.frame(number, kind, bytes(self._buffer[begin:start]))
        del self._buffer[:start]
