"""What happened one moment after another, on SQLite and on PostgreSQL."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from bentos.monitoring import timeline
from bentos.monitoring.timeline import Alert, Latency, Tweets
from bentos.records.feedback import Feedback
from bentos.records.tables import episodes, predictions
from tests.bentos.stores import recorded

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_tweet_that_several_models_answered_counts_once(feedback: Feedback) -> None:
    counted = recorded(feedback, NOON, "bert:a", 0, "one")
    recorded(feedback, NOON, "logreg:b", 1, "one")
    with feedback.writing() as connection:
        connection.execute(update(predictions).where(predictions.c.id == counted).values(counted=True))
        assert timeline.tweets(connection, NOON, NOON + HOUR, 60) == (Tweets(NOON, 1, 1),)


def test_latency_is_told_of_each_bucket_and_of_all(feedback: Feedback) -> None:
    for minutes, milliseconds in ((0, 1.0), (0, 3.0), (30, 11.0)):
        made = recorded(feedback, NOON + timedelta(minutes=minutes))
        with feedback.writing() as connection:
            values = {"milliseconds": milliseconds}
            connection.execute(update(predictions).where(predictions.c.id == made).values(**values))
    recorded(feedback, NOON)
    with feedback.reading() as connection:
        first, second, whole = timeline.latencies(connection, NOON, NOON + HOUR, 1800)
    assert first == Latency(NOON, "bert:a1", 2.0, pytest.approx(2.9))
    assert second == Latency(NOON + HOUR / 2, "bert:a1", 11.0, 11.0)
    assert (whole.start, whole.median) == (None, 3.0)


def test_an_alert_that_lasted_into_the_time_is_told_and_one_before_is_not(feedback: Feedback) -> None:
    ended = {"before": NOON - HOUR, "into": NOON, "lasting": None}
    rows = [
        {"id": name, "first": began, "began": began, "held": began, "over": over}
        for (name, over), began in zip(
            ended.items(), (NOON - 3 * HOUR, NOON - 2 * HOUR, NOON - HOUR), strict=True
        )
    ]
    with feedback.writing() as connection:
        connection.execute(insert(episodes), rows)
        found = timeline.alerts(connection, NOON, NOON + HOUR)
    assert found == (Alert(NOON - HOUR, None), Alert(NOON - 2 * HOUR, NOON))
