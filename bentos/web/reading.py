"""Whether a client reads what was written to it."""

from asyncio import AbstractEventLoop, TimerHandle, Transport

_PROGRESS = 16_384  # bytes of an answer that a client reads in its time, if so many wait


class Reading:
    """Ends a connection whose client stops reading; even a closed one waits until all is read."""

    def __init__(self, loop: AbstractEventLoop, transport: Transport, seconds: float) -> None:
        """Each `seconds` the client must have made progress."""
        self._loop = loop
        self._transport = transport
        self._seconds = seconds
        self._unread = 0
        self._timer: TimerHandle | None = None

    def watch(self) -> None:
        """Look after the client from now on, unless it is looked after already."""
        if self._timer is None:
            self._unread = self._transport.get_write_buffer_size()
            self._timer = self._loop.call_later(self._seconds, self._look)

    def end(self) -> None:
        """All is read, or the connection is gone."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def last(self, seconds: float) -> None:
        """End the connection after so many seconds, whatever is read."""
        self.end()
        self._timer = self._loop.call_later(seconds, self._transport.abort)

    def _look(self) -> None:
        self._timer = None
        if self._unread - self._transport.get_write_buffer_size() < _PROGRESS:
            self._transport.abort()
        else:
            self.watch()
