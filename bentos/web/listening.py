"""uvicorn's server, with an open door where many come at once."""

import socket

import uvicorn

# libuv takes one connection from a listening socket in a turn of the event loop, however many wait there.
# Where much is to be done a turn is long, and the queue at the door overflows: the system drops who comes
# then, and they knock again after 1, 3, 7 seconds.
_DOORS = 64


class Server(uvicorn.Server):
    """Takes up to 64 connections in a turn of the event loop, by that many descriptors of a socket."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn."""
        doors = None if sockets is None else [each.dup() for each in sockets for _ in range(_DOORS)]
        await super().startup(doors)
