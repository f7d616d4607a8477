"""How long predictions and messages are kept, on SQLite and on PostgreSQL."""

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select, update

from bentos.alerts import outbox
from bentos.alerts.notice import Notice
from bentos.records import retention
from bentos.records.feedback import Feedback, FeedbackUnavailable
from bentos.records.retention import Retention
from bentos.records.tables import episodes, predictions
from bentos.records.tables import outbox as messages
from tests.bentos.databases import Database
from tests.bentos.stores import recorded

NOW = datetime.now(UTC)


def kept(feedback: Feedback) -> set[str]:
    with feedback.reading() as connection:
        return set(connection.scalars(select(predictions.c.id)))


def test_old_predictions_go_and_newer_ones_stay(feedback: Feedback) -> None:
    for hours in (25, 200):
        recorded(feedback, NOW - timedelta(hours=hours))
    new = {recorded(feedback, NOW - timedelta(hours=hours)) for hours in (0, 23)}
    assert Retention(feedback, days=1).delete() == 2
    assert kept(feedback) == new


def test_a_flag_keeps_its_prediction(feedback: Feedback) -> None:
    flagged = recorded(feedback, NOW - timedelta(days=200))
    feedback.flag(flagged, 0, "")
    recorded(feedback, NOW - timedelta(days=200))
    assert Retention(feedback, days=90).delete() == 1
    assert kept(feedback) == {flagged}


def alert(feedback: Feedback, over: datetime | None, sent: datetime | None) -> str:
    """An episode with a message that has a tweet in it; its id."""
    long_ago, episode = NOW - timedelta(days=300), uuid4().hex
    with feedback.writing() as connection:
        begun = {"id": episode, "first": long_ago, "began": long_ago, "held": long_ago, "over": over}
        connection.execute(insert(episodes).values(**begun))
        outbox.put(connection, episode, "begun", Notice("Alert", "> late again\n"), 1, long_ago)
        connection.execute(update(messages).where(messages.c.episode_id == episode).values(sent=sent))
    return episode


def test_what_was_told_long_ago_goes_and_what_is_to_be_told_stays(feedback: Feedback) -> None:
    old, new = NOW - timedelta(days=91), NOW - timedelta(days=89)
    alert(feedback, over=old, sent=old)
    running, unsent, lately = (alert(feedback, *each) for each in ((None, old), (old, None), (new, new)))
    assert Retention(feedback, days=90).delete() == 3
    with feedback.reading() as connection:
        assert set(connection.scalars(select(episodes.c.id))) == {running, unsent, lately}
        assert set(connection.scalars(select(messages.c.episode_id))) == {unsent, lately}


def test_a_recommendation_that_was_sent_long_ago_goes(feedback: Feedback) -> None:
    with feedback.writing() as connection:
        outbox.put(connection, None, "retrain", Notice("Training again", ""), 2, NOW)
        first = select(func.min(messages.c.id)).scalar_subquery()
        sent = update(messages).where(messages.c.id == first).values(sent=NOW - timedelta(days=2))
        connection.execute(sent)
    assert Retention(feedback, days=1).delete() == 1


def test_more_than_a_batch_is_deleted_in_several(feedback: Feedback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_BATCH", 3)
    for hours in range(7):
        recorded(feedback, NOW - timedelta(days=2, hours=hours))
    assert Retention(feedback, days=1).delete() == 7
    assert kept(feedback) == set()


def test_without_a_limit_nothing_is_deleted(feedback: Feedback) -> None:
    old = recorded(feedback, NOW - timedelta(days=9_999))
    keeping = Retention(feedback, days=0)
    keeping.start()
    keeping.close()
    assert kept(feedback) == {old}


def test_a_started_one_deletes_by_itself(feedback: Feedback) -> None:
    recorded(feedback, NOW - timedelta(days=2))
    keeping = Retention(feedback, days=1)
    keeping.start()
    while kept(feedback):
        time.sleep(0.01)
    keeping.close()


def test_a_database_that_is_away_is_told(database: Database) -> None:
    with database.away(), pytest.raises(FeedbackUnavailable):
        Retention(Feedback(database.url), days=1).delete()
