"""Alerts: the watch over new predictions, and the threads that send what it has to tell."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from time import monotonic
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bentos.alerts import outbox
from bentos.alerts.courier import Courier
from bentos.alerts.episodes import Rule
from bentos.alerts.notice import Wording
from bentos.alerts.watch import Watch
from bentos.records import database
from bentos.settings import Settings
from bentos.telemetry import figures

_POLL = 2.0  # seconds between looks for what other processes left, what failed, and what is over
_SETTLING = 10.0  # seconds after an outage of the database, in which other processes write what waited for it
_PATIENCE = 5.0  # seconds in which `close` lets messages be sent

logger = logging.getLogger("bentoml.sentiment")


class Alerts:
    """Sends a message when negative tweets come too fast, and another when that is over.

    Without ALERT_URLS it does nothing. All processes on one database send each message once.
    """

    def __init__(self, settings: Settings) -> None:
        """Nothing is opened before `start`."""
        self._engine = database.engine(database.parse(settings.database))
        self._receivers = len(settings.alert_urls)
        wording = Wording(rule(settings), settings.alert_language, settings.page)
        self._watch = Watch(wording, settings.alert_confidence, self._receivers)
        self._couriers = [Courier(self._engine, *each) for each in enumerate(settings.alert_urls)]
        deliveries = [courier.deliver for courier in self._couriers]
        tasks = [self._close_episodes, *deliveries] if deliveries else []
        self._queued: Callable[[], datetime | None] = lambda: None
        self._away = False
        self._settled = 0.0
        self._closing = False
        self._wake = [Event() for _ in tasks]
        self._threads = [
            Thread(target=self._repeat, args=each, name="alerts", daemon=True)
            for each in zip(tasks, self._wake, strict=True)
        ]

    def follow(self, queued: Callable[[], datetime | None]) -> None:
        """Close no episode beyond the oldest prediction that waits to be recorded: `queued` says its time."""
        self._queued = queued

    def judge(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> bool:
        """Look at predictions in the transaction that writes them; whether an alert begins."""
        return bool(self._threads) and self._watch.judge(connection, rows, datetime.now(UTC))

    def begun(self) -> None:
        """Count an alert that began in a transaction that has ended, and send it."""
        figures.alerts().inc()
        self.hurry()

    def hurry(self) -> None:
        """Send now what a transaction that has ended left to send."""
        for wake in self._wake:
            wake.set()

    def start(self) -> None:
        """Start sending, what was left from before at first; what sends is loaded when this returns."""
        for courier in self._couriers:
            courier.load()
        if self._threads:
            self._withdraw()
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Stop; what is not sent by then is sent after the next start, or by another process."""
        self._closing = True
        self.hurry()
        until = monotonic() + _PATIENCE
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, until - monotonic()))
        self._engine.dispose()

    def _withdraw(self) -> None:
        try:
            with self._engine.begin() as connection:
                withdrawn = outbox.withdraw(connection, self._receivers)
        except SQLAlchemyError:
            # The threads tell of a database that is away; what is left there does no harm.
            return
        if withdrawn:
            logger.warning("%d alerts waited for a URL that ALERT_URLS has no more; withdrawn", withdrawn)

    def _repeat(self, task: Callable[[], bool], wake: Event) -> None:
        failing = False
        while True:
            wake.clear()
            closing = self._closing
            try:
                while task():
                    pass
            except Exception as error:  # noqa: BLE001 - the thread outlives what nobody foresaw
                if not failing:
                    logger.warning("Alerts are held up (%s)", type(error).__name__)
                failing = True
            else:
                failing = False
            if closing:
                return
            wake.wait(_POLL)

    def _close_episodes(self) -> bool:
        now = datetime.now(UTC)
        # Asked before the transaction, in which all that has left the queue by now is judged.
        queued = self._queued()
        try:
            told = self._may_close(now, queued) and self._close(now, queued)
        except SQLAlchemyError:
            self._away = True
            raise
        if told:
            self.hurry()
        return False

    def _may_close(self, now: datetime, queued: datetime | None) -> bool:
        with self._engine.execution_options(transaction="DEFERRED").connect() as connection:
            ended = self._watch.ended(connection, now, queued)
        if self._away:
            self._away, self._settled = False, monotonic() + _SETTLING
        return ended and monotonic() >= self._settled

    def _close(self, now: datetime, queued: datetime | None) -> bool:
        with self._engine.begin() as connection:
            return self._watch.close(connection, now, queued)


def rule(settings: Settings) -> Rule:
    """When an alert begins and ends by the settings."""
    return Rule(
        threshold=settings.alert_threshold,
        window=timedelta(seconds=settings.alert_window),
        quiet=timedelta(seconds=settings.alert_quiet),
    )
