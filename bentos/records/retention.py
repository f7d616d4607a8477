"""Retention: predictions that nobody flagged are kept for a number of days."""

import logging
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, exists, select

from bentos.periodic import Periodic
from bentos.records.feedback import Feedback, FeedbackUnavailable
from bentos.records.tables import flags, predictions

_BATCH = 500  # predictions a transaction: those who record wait for no more than that
_PAUSE = 0.1  # seconds between two transactions
_EVERY = 3600.0  # seconds between two rounds

logger = logging.getLogger("bentoml.sentiment")


class Retention:
    """Deletes old predictions beside the requests, in small batches; a flag and its prediction stay.

    Several processes may do so at once.
    """

    def __init__(self, feedback: Feedback, days: int) -> None:
        """Nothing is deleted for 0 days."""
        self._feedback = feedback
        self._days = days
        self._rounds = Periodic("retention", self._round, _EVERY)

    def start(self) -> None:
        """Start the thread."""
        if self._days:
            self._rounds.start()

    def close(self) -> None:
        """Stop once the transaction that runs has ended."""
        self._rounds.close()

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
            if count < _BATCH or self._rounds.pause(_PAUSE):
                return deleted

    def _round(self) -> None:
        try:
            if deleted := self.delete():
                logger.info("%d predictions older than %d days were deleted", deleted, self._days)
        except FeedbackUnavailable as error:
            logger.warning("Old predictions cannot be deleted yet: %s", error)
