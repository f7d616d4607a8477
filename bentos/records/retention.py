"""Retention: predictions that nobody flagged, and messages, are kept for a number of days."""

import logging
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Table, delete, exists, select

from bentos.periodic import Periodic
from bentos.records.feedback import Feedback, FeedbackUnavailable
from bentos.records.tables import episodes, flags, outbox, predictions

_BATCH = 500  # rows a transaction: those who record wait for no more than that
_PAUSE = 0.1  # seconds between two transactions
_EVERY = 3600.0  # seconds between two rounds

logger = logging.getLogger("bentoml.sentiment")


class Retention:
    """Deletes beside the requests, in small batches, what is old; several processes may do so at once.

    A flag and its prediction stay; so do a message that is not sent, and an episode that goes on.
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
        """Delete what is too old now; how many rows. Raises FeedbackUnavailable."""
        return sum(self._delete(*each) for each in _old(datetime.now(UTC) - timedelta(days=self._days)))

    def _delete(self, table: Table, old: ColumnElement[bool]) -> int:
        batch = select(table.c.id).where(old).limit(_BATCH)
        deleted = 0
        while True:
            with self._feedback.writing() as connection:
                count = connection.execute(delete(table).where(table.c.id.in_(batch))).rowcount
            deleted += count
            if count < _BATCH or self._rounds.pause(_PAUSE):
                return deleted

    def _round(self) -> None:
        try:
            if deleted := self.delete():
                logger.info("%d rows older than %d days were deleted", deleted, self._days)
        except FeedbackUnavailable as error:
            logger.warning("What is old cannot be deleted yet: %s", error)


def _old(before: datetime) -> list[tuple[Table, ColumnElement[bool]]]:
    """Of each table, in this order, the rows that are to be deleted; a message leads to its episode."""
    flagged = exists().where(flags.c.prediction_id == predictions.c.id)
    told = exists().where(outbox.c.episode_id == episodes.c.id)
    return [
        (predictions, (predictions.c.created < before) & ~flagged),
        (outbox, outbox.c.sent < before),
        (episodes, (episodes.c.over < before) & ~told),
    ]
