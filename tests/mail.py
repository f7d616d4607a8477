"""A real SMTP server on loopback that keeps what it is given."""

from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller

from tests.server import free_port
from tests.waiting import wait_until


@dataclass
class Mailbox:
    """An SMTP server that may be stopped and started again on its port.

    It refuses for ever the messages whose subject is `refused`.
    """

    port: int = field(default_factory=free_port)
    refused: str | None = None
    received: list[EmailMessage] = field(default_factory=list)
    _controller: Controller | None = None

    @property
    def url(self) -> str:
        """What ALERT_URLS calls it."""
        return f"mailto://127.0.0.1:{self.port}?from=service@example.org&to=oncall@example.org"

    def start(self) -> "Mailbox":
        """Accept mail."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self

    def stop(self) -> None:
        """Refuse connections."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a message, unless it is one that is refused."""
        message = cast(EmailMessage, message_from_bytes(envelope.content, policy=policy.default))
        if message["Subject"] == self.refused:
            return "554 Transaction failed"
        self.received.append(message)
        return "250 OK"

    @property
    def subjects(self) -> list[str]:
        """The subjects, in the order in which the messages came."""
        return [str(message["Subject"]) for message in self.received]

    def wait(self, count: int) -> list[EmailMessage]:
        """So many messages at least."""
        wait_until(lambda: len(self.received) >= count)
        return self.received
