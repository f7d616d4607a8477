"""The courier: sends the messages of the outbox to one receiver."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine

from bentos.alerts import outbox
from bentos.settings import SettingsError

_LIMIT = 30  # seconds for a message; the outbox leaves it to this process for longer
_SILENCE = 60  # attempts from one sentence on a message that waits to the next: about an hour

logger = logging.getLogger("bentoml.sentiment")


class Courier:
    """Sends what waits for one receiver, one message at a time."""

    def __init__(self, engine: Engine, receiver: int, url: SecretStr) -> None:
        """`receiver` is the position of the `url`, from 0."""
        self._engine = engine
        self._receiver = receiver
        self._url = url

    @cached_property
    def _service(self) -> Any:
        return _service(self._url)

    def load(self) -> None:
        """Load what sends, which takes seconds: no message shall wait for that."""
        _ = self._service

    def deliver(self) -> bool:
        """Try a message that is due; whether there was one. Raises SQLAlchemyError."""
        from apprise import NotifyFormat

        with self._engine.execution_options(transaction="DEFERRED").connect() as connection:
            due = outbox.due(connection, self._receiver, datetime.now(UTC))
        if due is None:
            return False
        with self._engine.begin() as connection:
            letter = outbox.claim(connection, due, datetime.now(UTC))
        if letter is None:
            return False
        result = self._service.notify(
            letter.notice.body, title=letter.notice.subject, body_format=NotifyFormat.TEXT
        )
        with self._engine.begin() as connection:
            outbox.settle(connection, letter, datetime.now(UTC), sent=bool(result))
        self._say(letter, result)
        return True

    def _say(self, letter: outbox.Letter, result: Any) -> None:
        receiver = f"URL {self._receiver + 1} of ALERT_URLS"
        if result:
            if letter.attempts > 1:
                logger.info("Message %d was sent to %s at attempt %d", letter.id, receiver, letter.attempts)
            return
        if letter.attempts % _SILENCE == 1:
            why = "; ".join(entry.message for entry in result.logs())
            logger.warning(
                "Message %d waits: %s does not take it at attempt %d (%s)",
                *(letter.id, receiver, letter.attempts, why),
            )


def check(urls: Sequence[SecretStr]) -> None:
    """Raise SettingsError for a URL that no message can be sent to; the sentence does not show it."""
    for number, url in enumerate(urls, start=1):
        if _service(url) is None:
            raise SettingsError(
                f"ALERT_URLS: number {number} of its {len(urls)} URLs cannot be used; write "
                "mailtos://USER:PASSWORD@HOST?to=ADDRESS, or another of https://appriseit.com/services, "
                "with %40 for an @ in a name or password."
            )


def _service(url: SecretStr) -> Any:
    """What apprise makes of a URL, with a limit to the time it takes; None for one that it cannot use."""
    from apprise import Apprise, AppriseAsset

    # What it logs may hold parts of the URL.
    logging.getLogger("apprise").propagate = False
    made = Apprise.instantiate(
        url.get_secret_value(), asset=AppriseAsset(service_timeout=_LIMIT), suppress_exceptions=True
    )
    if made is None:
        return None
    # It would keep seconds between two messages; the outbox paces what is tried again.
    made.request_rate_per_sec = 0
    return Apprise(made)
