"""The outbox: messages that are kept in the database until they are sent.

It is the transactional outbox (Richardson, Microservices Patterns, 2018): a message is written in the
transaction that decides on it, and is sent at least once. It is sent again where a process dies, or the
database goes away, between the receiver's acceptance and the mark that it was sent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, exists, insert, select, update

from bentos.alerts.notice import Kind, Notice
from bentos.records.tables import outbox

_LEASE = timedelta(minutes=1)  # in which one process alone tries a message
_LONGEST_PAUSE = 60  # seconds
_PAUSES = 6  # attempts after which the pause is the longest


@dataclass(frozen=True)
class Letter:
    """A message that this process is to send; `attempts` counts this one."""

    id: int
    notice: Notice
    attempts: int


def put(
    connection: Connection, episode: str | None, kind: Kind, notice: Notice, receivers: int, now: datetime
) -> None:
    """Write a message to each of so many receivers; `episode` is what it tells of, if of any."""
    common = {"episode_id": episode, "kind": kind, "due": now, "attempts": 0}
    rows = [{**common, **vars(notice), "receiver": receiver} for receiver in range(receivers)]
    connection.execute(insert(outbox), rows)


def due(connection: Connection, receiver: int, now: datetime) -> int | None:
    """The id of the message to the receiver that has been due for longest; None where there is none."""
    columns, earlier = outbox.c, outbox.alias("earlier")
    # The end of an episode is not told before its beginning; no message waits for any other one.
    behind = exists().where(
        earlier.c.receiver == columns.receiver,
        earlier.c.episode_id == columns.episode_id,
        earlier.c.id < columns.id,
        earlier.c.sent.is_(None),
    )
    query = (
        select(columns.id)
        .where(columns.receiver == receiver, columns.sent.is_(None), columns.due <= now, ~behind)
        .order_by(columns.due, columns.id)
        .limit(1)
    )
    return connection.scalar(query)


def claim(connection: Connection, letter: int, now: datetime) -> Letter | None:
    """The message, for this process alone during a minute; None where another was faster."""
    columns = outbox.c
    claimed = (
        update(outbox)
        .where(columns.id == letter, columns.sent.is_(None), columns.due <= now)
        .values(due=now + _LEASE, attempts=columns.attempts + 1)
        .returning(columns.subject, columns.body, columns.attempts)
    )
    row = connection.execute(claimed).one_or_none()
    return None if row is None else Letter(letter, Notice(row.subject, row.body), row.attempts)


def settle(connection: Connection, letter: Letter, now: datetime, *, sent: bool) -> None:
    """Mark a message as sent, or have it tried again after a pause of 2 s at first, 60 s at most."""
    pause = timedelta(seconds=min(2 ** min(letter.attempts, _PAUSES), _LONGEST_PAUSE))
    changed = {"sent": now} if sent else {"due": now + pause}
    connection.execute(update(outbox).where(outbox.c.id == letter.id).values(**changed))


def withdraw(connection: Connection, receivers: int) -> int:
    """Delete what waits for a receiver that is no longer there; how many messages."""
    gone = delete(outbox).where(outbox.c.sent.is_(None), outbox.c.receiver >= receivers)
    return connection.execute(gone).rowcount
