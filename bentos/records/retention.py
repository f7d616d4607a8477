"""Retention: predictions that nobody flagged are kept for a number of days."""

import logging
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

from sqlalchemy import delete, exists, select

from bentos.records.feedback import Feedback, FeedbackUnavailable
from bentos.records.tables import flags, predictions

_BATCH = 500  # predictions a transaction: those who record wait for no more than that
_PAUSE = 0.1  # seconds between two transactions
_EVERY = 3600.0  # seconds between two looks at the clock

logger = logging.getLogger("bentoml.sentiment")


class Retention:
    """Deletes old predictions beside the requests, in small batches; a flag and its prediction stay.

    Several processes may do so at once.
    """

    def __init__(self, feedback: Feedback, days: int) -> None:
        """Nothing is deleted for 0 days."""
        self._feedback = feedback
        self._days = days
        self._closing = Event()
        self._thread = Thread(target=self._run, name="retention", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        if self._days:
            self._thread.start()

    def close(self) -> None:
        """Stop once the transaction that runs has ended."""
        self._closing.set()
        if self._thread.ident is not None:
            self._thread.join()

    def delete(self) -> int:
        """Delete what is too old now; how many predictions. Raises FeedbackUnavailable."""
        before = datetime.now(UTC) - timedelta(days=self._days)
        unflagged = ~exists().where(flags.c.prediction_id == predictions.c.id)
        old = (
            select(predictions.c.id)
            .where(predictions.c.created < before, unflagged)
            .order_by(predictions.c.created)
            .limit(_BATCH)
        )
        deleted = 0
        while True:
            with self._feedback.writing() as connection:
                count = connection.execute(delete(predictions).where(predictions.c.id.in_(old))).rowcount
            deleted += count
            if count < _BATCH or self._closing.wait(_PAUSE):
                return deleted

    def _run(self) -> None:
        while True:
            try:
                if deleted := self.delete():
                    logger.info("%d predictions older than %d days were deleted", deleted, self._days)
            except FeedbackUnavailable as error:
                logger.warning("Old predictions cannot be deleted yet: %s", error)
            if self._closing.wait(_EVERY):
                return
