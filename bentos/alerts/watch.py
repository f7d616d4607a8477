"""The watch: what new predictions mean for the episodes that are stored."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, func, insert, select, text, true, update

from bentos.alerts import outbox
from bentos.alerts.episodes import Episode, Rule
from bentos.alerts.episodes import episodes as found_in
from bentos.alerts.notice import EXCERPTS, Kind, Negatives, Wording
from bentos.records.tables import episodes, predictions

_NEGATIVE = 0
_GRACE = timedelta(seconds=5)  # in which predictions on their way to the database are waited for
_LOCK = 0x5E27_1BE3  # any number that no other user of the database locks


class Watch:
    """Decides, within the caller's transaction, when an episode begins and is over, and writes the notices.

    Processes that decide at once take turns. To judge the same rows again changes nothing.
    """

    def __init__(self, wording: Wording, confidence: float, receivers: int) -> None:
        """A negative counts from a `confidence` on, 0 to 1."""
        self._wording = wording
        self._rule: Rule = wording.rule
        self._confidence = confidence
        self._receivers = receivers

    def judge(self, connection: Connection, rows: Sequence[dict[str, Any]], now: datetime) -> bool:
        """Whether there are notices to send because of these predictions, which are in the table already."""
        times = [row["created"] for row in rows if self._counts(row)]
        if not times:
            return False
        _take_turn(connection)
        around = self._around(connection, min(times), max(times))
        begun = [self._join(connection, episode, now) for episode in found_in(around, self._rule)]
        return any(begun)

    def close(self, connection: Connection, now: datetime, queued: datetime | None = None) -> bool:
        """Whether there are notices to send because episodes are over.

        What happened from `queued` on waits to be recorded and may be part of an episode.
        """
        _take_turn(connection)
        ended = (
            update(episodes)
            .where(*self._ended(now, queued))
            .values(over=now)
            .returning(episodes.c.id, episodes.c.first, episodes.c.held)
        )
        rows = connection.execute(ended).all()
        for row in rows:
            self._tell(connection, row.id, "over", row.first, row.held, now)
        return bool(rows)

    def ended(self, connection: Connection, now: datetime, queued: datetime | None = None) -> bool:
        """Whether `close` has something to do."""
        query = select(episodes.c.id).where(*self._ended(now, queued)).limit(1)
        return connection.scalar(query) is not None

    def _ended(self, now: datetime, queued: datetime | None) -> tuple[ColumnElement[bool], ...]:
        columns, known = episodes.c, min(now - _GRACE, queued or now)
        return columns.over.is_(None), columns.held <= known - self._rule.quiet

    def _counts(self, row: dict[str, Any]) -> bool:
        return (
            row["counted"] and row["prediction"] == _NEGATIVE and bool(row["confidence"] >= self._confidence)
        )

    def _counted(self) -> tuple[ColumnElement[bool], ...]:
        columns = predictions.c
        return (
            columns.counted == true(),
            columns.prediction == _NEGATIVE,
            columns.confidence >= self._confidence,
        )

    def _around(self, connection: Connection, first: datetime, last: datetime) -> list[datetime]:
        """When negatives happened, in order: those from first to last, and as many on either side as matter.

        No window that holds one of the new negatives, and is just full, reaches further.
        """
        created = predictions.c.created
        query, others = select(created).where(*self._counted()), self._rule.threshold - 1
        window = self._rule.window
        before = query.where(created < first, created > first - window).order_by(created.desc())
        after = query.where(created > last, created < last + window).order_by(created)
        return [
            *reversed(connection.scalars(before.limit(others)).all()),
            *connection.scalars(query.where(created >= first, created <= last).order_by(created)),
            *connection.scalars(after.limit(others)),
        ]

    def _join(self, connection: Connection, seen: Episode, now: datetime) -> bool:
        """Make what was seen part of a stored episode, or else a new one; whether it is new."""
        columns, quiet = episodes.c, self._rule.quiet
        known = connection.execute(
            select(columns.id, columns.first, columns.began, columns.held, columns.over)
            .where(columns.held > seen.began - quiet, columns.began < seen.held + quiet)
            .order_by(columns.began)
        ).all()
        # An end that was told stands: what still goes on then is a new episode.
        past = seen.held + quiet <= now
        kept = [row for row in known if row.over is None] or [row for row in known if past]
        if not kept:
            episode = uuid4().hex
            connection.execute(insert(episodes).values(id=episode, **vars(seen)))
            self._tell(connection, episode, "begun", seen.first, seen.held, now)
            return True
        # Late predictions may show two to be one: the end of the second is not told.
        whole = {
            "first": min(seen.first, *(row.first for row in kept)),
            "began": min(seen.began, *(row.began for row in kept)),
            "held": max(seen.held, *(row.held for row in kept)),
        }
        connection.execute(update(episodes).where(columns.id == kept[0].id).values(**whole))
        joined = [row.id for row in kept[1:]]
        if joined:
            connection.execute(update(episodes).where(columns.id.in_(joined)).values(over=now))
        return False

    def _tell(
        self, connection: Connection, episode: str, kind: Kind, first: datetime, held: datetime, now: datetime
    ) -> None:
        columns = predictions.c
        within = (*self._counted(), columns.created >= first, columns.created < held)
        models = connection.execute(
            select(columns.model, func.count(), func.max(columns.created))
            .where(*within)
            .group_by(columns.model)
            .order_by(columns.model)
        ).all()
        tweets = select(columns.text).where(*within).order_by(columns.created).limit(EXCERPTS)
        negatives = Negatives(
            count=sum(count for _, count, _ in models),
            first=first,
            last=max((last for _, _, last in models), default=first),
            models=[model for model, _, _ in models],
            # The end needs no example.
            tweets=connection.scalars(tweets).all() if kind == "begun" else [],
        )
        notice = self._wording.notice(kind, negatives)
        outbox.put(connection, episode, kind, notice, self._receivers, now)


def _take_turn(connection: Connection) -> None:
    # On SQLite each transaction that writes has its turn from the start.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
