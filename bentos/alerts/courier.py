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

logger = logging.getLogger("bentoml.sentiment")


class Courier:
    """Sends what waits for one receiver, in order, one message at a time."""

    def __init__(self, engine: Engine, receiver: int, url: SecretStr) -> None:
        """`receiver` is the position of the `url`, from 0."""
        self._engine = engine
        self._receiver = receiver
        self._url = url
        self._failing = False

    @cached_property
    def _service(self) -> Any:
        return _service(self._url)

    def deliver(self) -> bool:
        """Try the oldest message if it is due; whether one was sent. Raises SQLAlchemyError."""
        from apprise import NotifyFormat

        # To load it takes seconds, in which no message shall wait: it is loaded before there is one.
        service = self._service
        with self._engine.execution_options(transaction="DEFERRED").connect() as connection:
            due = outbox.due(connection, self._receiver, datetime.now(UTC))
        if due is None:
            return False
        with self._engine.begin() as connection:
            letter = outbox.claim(connection, due, datetime.now(UTC))
        if letter is None:
            return False
        result = service.notify(
            letter.notice.body, title=letter.notice.subject, body_format=NotifyFormat.TEXT
        )
        with self._engine.begin() as connection:
            outbox.settle(connection, letter, datetime.now(UTC), sent=bool(result))
        self._say(result)
        return bool(result)

    def _say(self, result: Any) -> None:
        if not result and not self._failing:
            why = "; ".join(entry.message for entry in result.logs())
            logger.warning("Alerts wait: URL %d of ALERT_URLS takes none (%s)", self._receiver + 1, why)
        elif result and self._failing:
            logger.info("URL %d of ALERT_URLS takes alerts again", self._receiver + 1)
        self._failing = not result


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
