"""Predictions and flags: recorded in passing, flagged durably, read back exactly."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Literal, cast

from sqlalchemy import Connection, Select, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.sql.functions import count

from bentos.alerts.alerts import Alerts
from bentos.contracts import FeedbackResponse
from bentos.records import database
from bentos.records.recorder import Recorder, Row
from bentos.records.tables import flag_id, flags, predictions

_STREAMED = 1_000  # rows fetched at once

logger = logging.getLogger("bentoml.sentiment")


class UnknownPrediction(Exception):  # noqa: N818 - an answer to the caller, not a fault
    """No prediction has that id."""


class FeedbackUnavailable(Exception):  # noqa: N818 - the same
    """The database cannot be used now; the message says why, in one sentence without a password."""


@dataclass(frozen=True)
class Flag:
    """A stored flag and the prediction it corrects; `label`, `prediction`: 0 Negative, 1 Positive."""

    id: str
    prediction_id: str
    label: Literal[0, 1]
    comment: str
    created: datetime
    text: str
    model: str
    prediction: Literal[0, 1]
    confidence: float


def flagged() -> Select[Any]:
    """The query for the columns of Flag, the oldest flag first."""
    columns = predictions.c
    return (
        select(flags, columns.text, columns.model, columns.prediction, columns.confidence)
        .join(predictions, flags.c.prediction_id == columns.id)
        .order_by(flags.c.created, flags.c.id)
    )


class Feedback:
    """The store of predictions and flags. Every function may be called from any thread."""

    def __init__(self, url: str, alerts: Alerts | None = None) -> None:
        """A store at an SQLAlchemy URL; nothing is opened before `start` or the first use.

        `alerts` see each batch of predictions in the transaction that writes it.

        Raises SettingsError for a URL that is neither SQLite's nor PostgreSQL's.
        """
        self._engine = database.engine(database.parse(url))
        self._alerts = alerts
        self._recorder = Recorder(self._write, FeedbackUnavailable)
        if alerts:
            alerts.follow(self._recorder.oldest)
        self._migrating = Lock()
        self._migrated = False

    @property
    def lost(self) -> int:
        """How many predictions were not recorded, since the database was away or slow for too long."""
        return self._recorder.lost

    def start(self) -> None:
        """Bring the tables up to date and start recording; a database that is away is tried again later."""
        try:
            with self._available():
                self._migrate()
        except FeedbackUnavailable as error:
            logger.warning("Flags cannot be stored yet: %s", error)
        self._recorder.start()

    def close(self) -> None:
        """Write what is queued, stop recording, close the connections."""
        self._recorder.close()
        self._engine.dispose()

    def record(
        self,
        prediction_id: str,
        comparison_id: str | None,
        text: str,
        model: str,
        prediction: int,
        confidence: float,
        probabilities: Mapping[str, float],
        *,
        counted: bool = True,
        milliseconds: float | None = None,
    ) -> None:
        """Queue a prediction to be written within a second; neither waits nor raises.

        Alerts see those that are `counted`: of one tweet's comparison, one. `milliseconds` are those that
        the model took.
        """
        self._recorder.add(
            {
                "id": prediction_id,
                "comparison_id": comparison_id,
                "created": datetime.now(UTC),
                "text": text,
                "model": model,
                "prediction": prediction,
                "confidence": confidence,
                "probabilities": dict(probabilities),
                "counted": counted,
                "milliseconds": milliseconds,
            }
        )

    def flag(self, prediction_id: str, label: int, comment: str) -> tuple[FeedbackResponse, bool]:
        """Store the right label of a prediction; it is on disk when this returns.

        The second value says whether the flag is new: the same flag is stored once, whoever sends it and
        however often. Raises UnknownPrediction, FeedbackUnavailable.
        """
        key = flag_id(prediction_id, label, comment)
        # Looked up before the transaction: a row that leaves the queue later is in the table by then.
        queued = self._recorder.waiting(prediction_id)
        with self.writing() as connection:
            if queued:
                connection.execute(database.insertion(connection, predictions), queued)
            elif not connection.scalar(select(count()).where(predictions.c.id == prediction_id)):
                raise UnknownPrediction(prediction_id)
            row = {"id": key, "prediction_id": prediction_id, "label": label, "comment": comment}
            new = database.insertion(connection, flags).values(row | {"created": datetime.now(UTC)})
            created = connection.scalar(new.returning(flags.c.created))
            kept = created or connection.scalars(select(flags.c.created).where(flags.c.id == key)).one()
        answer = FeedbackResponse(
            id=key,
            prediction_id=prediction_id,
            label=cast(Literal[0, 1], label),
            comment=comment,
            created=kept.isoformat(),
        )
        return answer, created is not None

    def queued(self, prediction_id: str) -> Row | None:
        """A prediction that waits to be written, by the columns of its table."""
        return self._recorder.waiting(prediction_id)

    def flags(self) -> Iterator[Flag]:
        """Every flag with its prediction, the oldest first, as they stand when the iteration begins.

        Raises FeedbackUnavailable.
        """
        with self.reading() as connection:
            for row in connection.execution_options(yield_per=_STREAMED).execute(flagged()):
                yield Flag(**row._mapping)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that keeps no writer waiting. Raises FeedbackUnavailable."""
        with self._available():
            self._migrate()
            with self._engine.execution_options(transaction="DEFERRED").connect() as connection:
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is on disk when the block ends. Raises FeedbackUnavailable."""
        with self._available():
            self._migrate()
            with self._engine.begin() as connection:
                yield connection

    def _write(self, rows: Sequence[Row]) -> None:
        with self.writing() as connection:
            connection.execute(database.insertion(connection, predictions), rows)
            begun = self._alerts is not None and self._alerts.judge(connection, rows)
        if begun and self._alerts:
            self._alerts.begun()

    def _migrate(self) -> None:
        if self._migrated:
            return
        with self._migrating:
            if not self._migrated:
                database.migrate(self._engine)
                self._migrated = True

    @contextmanager
    def _available(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, database.SchemaError, OSError) as error:
            cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
            reason = str(cause).strip().partition("\n")[0] or type(cause).__name__
            # A query, too, may hold a password.
            url = self._engine.url.set(query={}).render_as_string(hide_password=True)
            raise FeedbackUnavailable(f"the database {url} cannot be used ({reason}).") from error
