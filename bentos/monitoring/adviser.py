"""The adviser: tells, once, that a model is to be trained again."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection

from bentos.alerts import outbox
from bentos.alerts.alerts import Alerts
from bentos.alerts.notice import Notice
from bentos.monitoring.checkup import Checkup
from bentos.monitoring.observer import Observer
from bentos.monitoring.retraining import Reason
from bentos.periodic import Periodic
from bentos.records import database
from bentos.records.feedback import Feedback, FeedbackUnavailable
from bentos.records.tables import recommendations
from bentos.sentences import sentence
from bentos.settings import Settings

_EVERY = 300.0  # seconds between two looks at the models

logger = logging.getLogger("bentoml.sentiment")


class Adviser:
    """Sends a message to ALERT_URLS for a model that is to be trained again; without URLS it does nothing.

    All processes on one database tell each reason of a model's version once, over restarts too.
    """

    def __init__(self, observer: Observer, feedback: Feedback, alerts: Alerts, settings: Settings) -> None:
        self._observer = observer
        self._feedback = feedback
        self._alerts = alerts
        self._receivers = len(settings.alert_urls)
        self._language = settings.alert_language
        self._page = settings.page
        self._rounds = Periodic("adviser", self._round, _EVERY, first=_EVERY)

    def start(self) -> None:
        """Start the thread."""
        if self._receivers:
            self._rounds.start()

    def close(self) -> None:
        """Stop once the look that is under way has ended."""
        self._rounds.close()

    def advise(self) -> int:
        """Look at the models; how many messages there are to send. Raises FeedbackUnavailable."""
        advised = [checkup for checkup in self._observer.checkups() if checkup.reasons]
        if not advised:
            return 0
        now = datetime.now(UTC)
        told = 0
        with self._feedback.writing() as connection:
            for checkup in advised:
                if new := [each for each in checkup.reasons if _first(connection, checkup.model, each, now)]:
                    outbox.put(connection, None, "retrain", self._notice(checkup, new), self._receivers, now)
                    told += self._receivers
        if told:
            self._alerts.hurry()
        return told

    def _notice(self, checkup: Checkup, reasons: Sequence[Reason]) -> Notice:
        lines = [checkup.explain(reason, self._language) for reason in reasons]
        if self._page:
            lines.append(sentence("alert_page", self._language, url=self._page))
        return Notice(sentence("retrain", self._language, model=checkup.model), "\n".join(lines) + "\n")

    def _round(self) -> None:
        try:
            self.advise()
        except FeedbackUnavailable as error:
            logger.warning("The models cannot be judged yet: %s", error)


def _first(connection: Connection, model: str, reason: Reason, now: datetime) -> bool:
    """Whether a reason is new, by a row that only one transaction can add."""
    row = database.insertion(connection, recommendations).values(model=model, reason=reason, created=now)
    return connection.scalar(row.returning(recommendations.c.model)) is not None
