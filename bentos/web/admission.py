"""Admission control: a request too many is refused before anything is made of it.

A refusal must cost next to nothing: what it takes is taken from those that are answered.
"""

from asyncio import Transport
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import unquote

import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from bentos.contracts import ContractError
from bentos.sentences import Language
from bentos.telemetry import figures
from bentos.web import glance, headers, language, refusals

if TYPE_CHECKING:
    from bentos.serving.gateway import Gateway
    from bentos.web.entrance import Entrance

MAX_ANSWERING = 1_024  # connections with a request at once: more than a small machine answers in its deadline
_PREDICTIONS = (b"/predict/", b"/predict")
_KEPT = 65_536  # bytes of a body that is kept back to be looked at


class Admission(HttpToolsProtocol):
    """A connection whose request is answered 503 where too many wait, in all or for the model it asks.

    Who may not come in is handed on, to be told so. While the queue of a model is full, a request for one
    prediction is handed on once its body is whole and names another model, or a tweet whose answer is
    remembered.
    """

    answers = 0  # that connections of this process wait for, those to GET left out: a page waits for ever
    gateway: ClassVar["Gateway | None"] = (
        None  # whose models are asked; uvicorn hands nothing on to connections
    )
    entrance: ClassVar["Entrance | None"] = None  # that says who may come in

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """See asyncio.Protocol."""
        super().connection_made(transport)
        self.surplus = False  # a connection too many
        self._shed = self._waits = False
        self._kept: bytearray | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self._count(waits=False)
        super().connection_lost(exc)

    def on_headers_complete(self) -> None:
        """See httptools."""
        self._shed, self._kept = False, None
        if self.idle() and self.parser.get_method() == b"POST":
            self._shed = self.surplus or Admission.answers >= MAX_ANSWERING
            # Who waits for leave to send a body sends none to be looked at.
            if self.url in _PREDICTIONS and not (self._shed or self.expect_100_continue) and self._crowded():
                self._kept = bytearray()
            if not (self.surplus or self.admitted() or self._welcome()):
                # It is told so where all are, and learns nothing of the models or of what they remember.
                self._shed, self._kept = False, None
        if self.admitted():
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """See httptools."""
        if self._kept is None:
            if not self._shed:
                super().on_body(body)
            return
        self._kept += body
        if len(self._kept) > _KEPT:
            self._admit(self._kept)

    def on_message_complete(self) -> None:
        """See httptools."""
        if self._kept is not None:
            if self._hopeless(self._kept):
                self._shed, self._kept = True, None
            else:
                self._admit(self._kept)
        if self._shed:
            self._shed = False
            self._turn_away()
            return
        # What was answered before its body had come waits for nothing.
        self._count(waits=self.parser.get_method() == b"POST" and not self.idle())
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """See uvicorn."""
        self._count(waits=False)
        super().on_response_complete()

    def dismissed(self, data: bytes) -> bool:
        """Whether these bytes are one whole request too many; it has its answer then.

        To be asked where no request is under way. What is not plain at a glance is no such request.
        """
        if Admission.answers < MAX_ANSWERING or self.surplus:
            return False
        head, _, body = data.partition(glance.END)
        if len(head) > glance.LONGEST:
            return False
        seen = glance.at(head, self.server, self.client and self.client[0], self.entrance)
        if seen is None or seen.length != len(body):
            return False
        self._unset_keepalive_if_required()
        figures.request_seconds("turned away", 503).observe(0)
        self.transport.write(self._refusal(seen.language))
        return True

    def idle(self) -> bool:
        """Whether nothing that was handed on so far waits for its answer."""
        return self.cycle is None or self.cycle.response_complete

    def admitted(self) -> bool:
        """Whether the present request is handed on, or was."""
        return not self._shed and self._kept is None

    def _admit(self, kept: bytearray) -> None:
        self._kept = None
        super().on_headers_complete()
        super().on_body(bytes(kept))

    def _welcome(self) -> bool:
        if self.entrance is None:
            return True
        path = unquote(self.url.partition(b"?")[0].decode("ascii", "replace"))
        return self.entrance.admits({**self.scope, "method": "POST", "path": path})

    def _crowded(self) -> bool:
        return self.gateway is not None and self.gateway.crowded()

    def _hopeless(self, body: bytearray) -> bool:
        try:
            asked = orjson.loads(body)
        except orjson.JSONDecodeError:
            return False
        text, model = (asked.get("text"), asked.get("model")) if isinstance(asked, dict) else (None, None)
        if self.gateway is None or not isinstance(text, str) or not (model is None or isinstance(model, str)):
            return False
        return self.gateway.refuses(text, model)

    def _turn_away(self) -> None:
        figures.request_seconds("turned away", 503).observe(0)
        asked = next((value for name, value in self.headers if name == b"accept-language"), None)
        chosen = language.preferred(asked.decode("latin-1") if asked else None)
        self.transport.write(self._refusal(chosen, *([(b"connection", b"close")] if self.surplus else [])))
        if self.surplus or not self.parser.should_keep_alive():
            self.transport.close()
        self.on_response_complete()

    def _refusal(self, chosen: Language, *more: tuple[bytes, bytes]) -> bytes:
        return STATUS_LINE[503] + joined([*self.server_state.default_headers, *more]) + _overloaded(chosen)

    def _count(self, *, waits: bool) -> None:
        Admission.answers += waits - self._waits
        self._waits = waits


def joined(lines: headers.Lines) -> bytes:
    """Header lines as they are sent."""
    return b"".join(b"%s: %s\r\n" % line for line in lines)


@lru_cache
def _overloaded(chosen: Language) -> bytes:
    """The refusal behind its status line and the server's own headers."""
    scope = {"type": "http", "headers": [(b"accept-language", chosen.encode())]}
    answer = refusals.response(ContractError(503, "overloaded"), scope)
    return joined([*answer.raw_headers, *headers.lines("")]) + b"\r\n" + bytes(answer.body)
