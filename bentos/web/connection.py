"""A client's connection: uvicorn's, with bounds on its time and its memory, which uvicorn leaves open.

uvicorn's only deadline is for connections that are silent between two requests: who sends a byte now and
then, or does not read, keeps a connection and what it holds for ever (Slowloris, CVE-2007-6750).
"""

from asyncio import TimerHandle, Transport
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from bentos.contracts import ContractError
from bentos.settings import settings
from bentos.web import headers, refusals
from bentos.web.admission import Admission, joined
from bentos.web.bounds import MOST, surplus
from bentos.web.guard import LEFT
from bentos.web.reading import Reading

MAX_HEAD = 65_536  # bytes of a request before and beside its body
_FRAMING = 8  # bytes that chunks may add for each byte of a body
# Seconds without a request. uvicorn's 5 are fewer than what proxies keep a connection for (nginx 60, Azure's
# ingress 240): it would be closed while the next request is on its way.
_IDLE = 250
_LINGER = 2.0  # seconds in which what a refused client goes on sending is thrown away


class Connection(Admission):
    """408 for a request that is not whole in time, 431 for an endless head; then the connection ends.

    It ends without a word where an answer is not read in time. One connection too many is answered 503.
    """

    resting: ClassVar[dict["Connection", None]] = {}  # between two requests, the longest first

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """See asyncio.Protocol."""
        super().connection_made(transport)
        self.timeout_keep_alive = _IDLE
        self._seconds = settings().client_seconds
        self._begun = self._heading = self._whole = self._refused = False
        self._size = self._body = 0
        self._sending: TimerHandle | None = None
        self._await_more()
        self._reading = Reading(self.loop, transport, self._seconds)
        if len(self.connections) <= MOST:
            return
        if self.resting:
            next(iter(self.resting)).leave()
        else:
            self.app = surplus(self.app)
            self.surplus = True

    def leave(self) -> None:
        """Make room: nobody waits for an answer here."""
        self.resting.pop(self, None)
        self.transport.close()
        self._reading.watch()

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        if self._refused:
            return
        if not (self._begun or self._size) and self.idle() and self.dismissed(data):
            self._end_sending()
            self.resting.pop(self, None)
            self._rest()
            return
        self._whole = False
        super().data_received(data)
        if self._whole:
            self._end_sending()
            self._size = self._body = 0
        else:
            self._size += len(data)
            if self._size - self._body > MAX_HEAD + _FRAMING * self._body:
                self._refuse(ContractError(431, "head_too_large", limit=MAX_HEAD))
                return
        if self._whole and not self._begun and self.idle():
            # It was answered before it was whole, and uvicorn's deadline ended with its last bytes.
            self._rest()
        else:
            self._await_more()

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self._end_sending()
        self._reading.end()
        self.resting.pop(self, None)
        super().connection_lost(exc)
        if self.cycle is not None and (leave := self.cycle.scope["state"].get(LEFT)):
            leave()

    def pause_writing(self) -> None:
        """See asyncio.Protocol."""
        super().pause_writing()
        self._reading.watch()

    def resume_writing(self) -> None:
        """See asyncio.Protocol."""
        super().resume_writing()
        self._reading.end()

    def on_message_begin(self) -> None:
        """See httptools."""
        self._begun = self._heading = True
        self.resting.pop(self, None)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """See httptools."""
        self._heading = False
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """See httptools."""
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """See httptools."""
        self._begun, self._whole = False, True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """See uvicorn."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._reading.watch()
        elif self._begun:
            self._await_more()
        elif self.idle():
            self.resting[self] = None

    def timeout_keep_alive_handler(self) -> None:
        """See uvicorn."""
        super().timeout_keep_alive_handler()
        self._reading.watch()

    def _rest(self) -> None:
        if not self.transport.is_closing():
            self._unset_keepalive_if_required()
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
            self.resting[self] = None

    def _await_more(self) -> None:
        """Let the client's time begin, unless it runs already or the client waits for an answer itself."""
        if self._sending is None and not self._answering():
            self._sending = self.loop.call_later(self._seconds, self._late)

    def _end_sending(self) -> None:
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None

    def _answering(self) -> bool:
        """Whether a whole request waits for its answer; the last one may not be whole."""
        return bool(self.pipeline) or not (self.idle() or self.cycle.more_body)

    def _late(self) -> None:
        self._sending = None
        if self.transport.is_closing():
            self.transport.abort()
        elif self._begun:
            self._refuse(ContractError(408, "too_slow", seconds=f"{self._seconds:g}"))
        else:
            self.transport.close()

    def _refuse(self, error: ContractError) -> None:
        """End the connection, with an answer to a request that has had none."""
        cycle = self.cycle
        answered = running = cycle is not None and not cycle.response_complete
        if cycle is not None and not self._heading and self.admitted():
            answered = cycle.response_started
        if running:
            # What waits for the rest of the body learns that nobody is there.
            cycle.disconnected = True
            cycle.message_event.set()
        self._refused = True
        if not answered:
            self.transport.write(self._answer(error, (b"connection", b"close")))
        if not self.transport.can_write_eof():
            self.transport.close()
            return
        # Closed at once, with bytes that nobody has read, TCP would take the answer back.
        self.transport.write_eof()
        self._reading.last(_LINGER)

    def _answer(self, error: ContractError, *more: tuple[bytes, bytes]) -> bytes:
        answer = refusals.response(error, {"type": "http", "headers": self.headers or []})
        lines = [*self.server_state.default_headers, *answer.raw_headers, *headers.lines(""), *more]
        return STATUS_LINE[error.status] + joined(lines) + b"\r\n" + bytes(answer.body)
