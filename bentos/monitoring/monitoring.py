"""What the recorded predictions tell of the last hours: how many, how negative, how much in agreement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, and_, case, distinct, func, select
from sqlalchemy.sql.functions import count
from sqlalchemy.sql.functions import sum as total

from bentos.monitoring import timeline
from bentos.monitoring.estimate import UNREVIEWED
from bentos.monitoring.timeline import Alert, Latency, Tweets
from bentos.records.feedback import Feedback
from bentos.records.reviews import agreed
from bentos.records.tables import flags, predictions
from bentos.text import normalise

ROWS = 50_000  # predictions that one report looks at, the newest


@dataclass(frozen=True)
class Bucket:
    """The predictions of one model (family:version) from `start` on, of which some are negative."""

    start: datetime
    model: str
    predictions: int
    negative: int


@dataclass(frozen=True)
class Pair:
    """Two models that answered the same comparisons, and how often they said the same."""

    one: str
    other: str
    comparisons: int
    agreed: int


@dataclass(frozen=True)
class Flagged:
    """The flags made of a model's predictions; a correction names the other label."""

    model: str
    flags: int
    corrections: int


@dataclass(frozen=True)
class Report:
    """What was recorded from `since` to `until`; buckets without a prediction are left out.

    Where there are more predictions than a report looks at, it begins later than it was asked to.
    """

    since: datetime
    until: datetime
    buckets: tuple[Bucket, ...]
    pairs: tuple[Pair, ...]
    flagged: tuple[Flagged, ...]
    tweets: tuple[Tweets, ...]
    latencies: tuple[Latency, ...]
    alerts: tuple[Alert, ...]


@dataclass(frozen=True)
class Window:
    """The newest n predictions of a model: normalised texts, none twice, and what was said of each.

    `positive` (n,) holds probabilities of Positive, `labels` (n,) what the reviewers of its flags agree
    on, or UNREVIEWED.
    """

    texts: tuple[str, ...]
    positive: NDArray[np.float64]
    labels: NDArray[np.int8]


class Monitoring:
    """Reads the tables of predictions and flags. Every function may be called from any thread."""

    def __init__(self, feedback: Feedback) -> None:
        """Read what that store keeps."""
        self._feedback = feedback

    def report(self, since: datetime, until: datetime, bucket: timedelta) -> Report:
        """What was recorded in that time, in buckets of whole seconds, one at least, counted from 1970.

        Raises FeedbackUnavailable.
        """
        with self._feedback.reading() as connection:
            begin = _begin(connection, since, until)
            seconds = int(bucket.total_seconds())
            return Report(
                since=begin,
                until=until,
                buckets=_buckets(connection, begin, until, seconds),
                pairs=_pairs(connection, begin, until),
                flagged=_flagged(connection, begin, until),
                tweets=timeline.tweets(connection, begin, until, seconds),
                latencies=timeline.latencies(connection, begin, until, seconds),
                alerts=timeline.alerts(connection, begin, until),
            )

    def reviewed_since(self, since: datetime) -> int:
        """How many flagged predictions, of any model, have got the label that reviewers agree on since then.

        What had the same label before does not count. Raises FeedbackUnavailable.
        """
        now, before = agreed().subquery(), agreed(since).subquery()
        query = (
            select(count(distinct(flags.c.prediction_id)))
            .join_from(flags, now, now.c.flag_id == flags.c.id)
            .outerjoin(before, before.c.flag_id == now.c.flag_id)
            .where(before.c.label.is_distinct_from(now.c.label))
        )
        with self._feedback.reading() as connection:
            return connection.scalars(query).one()

    def window(self, model: str, rows: int) -> Window:
        """The newest predictions of a model (family:version); a tweet that came again counts once.

        Raises FeedbackUnavailable.
        """
        p, right = predictions.c, _right().subquery()
        query = (
            select(p.text, p.prediction, p.confidence, right.c.label)
            .outerjoin_from(predictions, right, right.c.prediction_id == p.id)
            .where(p.model == model)
            .order_by(p.created.desc(), p.id)
            .limit(rows)
        )
        with self._feedback.reading() as connection:
            found = connection.execute(query).all()
        # The oldest first, so that the newest prediction of a text is the one that stays.
        distinct = {normalise(row.text): row for row in reversed(found)}
        said = [row.confidence if row.prediction else 1 - row.confidence for row in distinct.values()]
        known = [UNREVIEWED if row.label is None else row.label for row in distinct.values()]
        return Window(tuple(distinct), np.array(said, dtype=np.float64), np.array(known, dtype=np.int8))


def _right() -> Select[Any]:
    """The query for predictions with the one label of their reviewed flags; `prediction_id`, `label`."""
    label = agreed().subquery()
    lowest, highest = func.min(label.c.label), func.max(label.c.label)
    return (
        select(flags.c.prediction_id, highest.label("label"))
        .join_from(flags, label, label.c.flag_id == flags.c.id)
        .group_by(flags.c.prediction_id)
        .having(lowest == highest)
    )


def _begin(connection: Connection, since: datetime, until: datetime) -> datetime:
    """The time from which on there are no more predictions than a report looks at."""
    created = predictions.c.created
    first_left_out = select(created).where(created >= since, created < until).order_by(created.desc())
    left_out = connection.scalar(first_left_out.offset(ROWS).limit(1))
    return since if left_out is None else left_out + timedelta(microseconds=1)


def _buckets(connection: Connection, since: datetime, until: datetime, seconds: int) -> tuple[Bucket, ...]:
    p = predictions.c
    start = timeline.start(seconds)
    query = (
        select(start, p.model, count(), total(case((p.prediction == 0, 1), else_=0)))
        .where(p.created >= since, p.created < until)
        .group_by(start, p.model)
        .order_by(start, p.model)
    )
    return tuple(
        Bucket(timeline.moment(at), model, predicted, negative)
        for at, model, predicted, negative in connection.execute(query)
    )


def _pairs(connection: Connection, since: datetime, until: datetime) -> tuple[Pair, ...]:
    first, second = predictions.alias("first"), predictions.alias("second")
    met = and_(second.c.comparison_id == first.c.comparison_id, first.c.model < second.c.model)
    query = (
        select(
            first.c.model,
            second.c.model,
            count(),
            total(case((first.c.prediction == second.c.prediction, 1), else_=0)),
        )
        .join_from(first, second, met)
        .where(first.c.created >= since, first.c.created < until)
        .where(second.c.created >= since, second.c.created < until)
        .group_by(first.c.model, second.c.model)
        .order_by(first.c.model, second.c.model)
    )
    return tuple(Pair(one, other, both, same) for one, other, both, same in connection.execute(query))


def _flagged(connection: Connection, since: datetime, until: datetime) -> tuple[Flagged, ...]:
    p = predictions.c
    query = (
        select(p.model, count(), total(case((flags.c.label != p.prediction, 1), else_=0)))
        .join_from(flags, predictions, flags.c.prediction_id == p.id)
        .where(flags.c.created >= since, flags.c.created < until)
        .group_by(p.model)
        .order_by(p.model)
    )
    return tuple(Flagged(model, made, corrections) for model, made, corrections in connection.execute(query))
