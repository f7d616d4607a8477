"""What happened one moment after another: tweets, the time that models took, alerts."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, case, extract, or_, select, true
from sqlalchemy.sql.functions import count
from sqlalchemy.sql.functions import sum as total

from bentos.records.tables import episodes, predictions

_ALERTS = 20  # alerts that are told of, the newest


@dataclass(frozen=True)
class Tweets:
    """The tweets from `start` on, each counted once, of which some are negative."""

    start: datetime
    tweets: int
    negative: int


@dataclass(frozen=True)
class Latency:
    """How long a model (family:version) took from `start` on, in ms: quantiles 0.5 and 0.95.

    `start` is None for all of the time.
    """

    start: datetime | None
    model: str
    median: float
    p95: float


@dataclass(frozen=True)
class Alert:
    """An episode of negative tweets that began; `over` is None while it lasts."""

    began: datetime
    over: datetime | None


def start(seconds: int) -> ColumnElement[Any]:
    """The bucket of so many seconds that a prediction falls into, as seconds since 1970."""
    epoch = extract("epoch", predictions.c.created)
    return (epoch - epoch % seconds).label("start")


def moment(epoch: float) -> datetime:
    """Seconds since 1970 as a moment."""
    return datetime.fromtimestamp(int(epoch), UTC)


def tweets(connection: Connection, since: datetime, until: datetime, seconds: int) -> tuple[Tweets, ...]:
    """The tweets of each bucket that has any, in order."""
    p, at = predictions.c, start(seconds)
    query = (
        select(at, count(), total(case((p.prediction == 0, 1), else_=0)))
        .where(p.created >= since, p.created < until, p.counted == true())
        .group_by(at)
        .order_by(at)
    )
    return tuple(Tweets(moment(each), made, negative) for each, made, negative in connection.execute(query))


def latencies(connection: Connection, since: datetime, until: datetime, seconds: int) -> tuple[Latency, ...]:
    """The latency of each model in each bucket, in order, then that of each in all of the time."""
    p, at = predictions.c, start(seconds)
    query = (
        select(at, p.model, p.milliseconds)
        .where(p.created >= since, p.created < until, p.milliseconds.is_not(None))
        .order_by(at, p.model)
    )
    taken: dict[tuple[datetime | None, str], list[float]] = {}
    whole: dict[tuple[datetime | None, str], list[float]] = {}
    for each, model, milliseconds in connection.execute(query):
        taken.setdefault((moment(each), model), []).append(milliseconds)
        whole.setdefault((None, model), []).append(milliseconds)
    return tuple(
        Latency(*key, *(float(value) for value in np.quantile(values, (0.5, 0.95))))
        for key, values in (taken | whole).items()
    )


def alerts(connection: Connection, since: datetime, until: datetime) -> tuple[Alert, ...]:
    """The alerts that began or lasted in that time, the newest first."""
    e = episodes.c
    query = (
        select(e.began, e.over)
        .where(e.began < until, or_(e.over.is_(None), e.over >= since))
        .order_by(e.began.desc())
        .limit(_ALERTS)
    )
    return tuple(Alert(began, over) for began, over in connection.execute(query))
