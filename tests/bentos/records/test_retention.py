"""How long predictions are kept, on SQLite and on PostgreSQL."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bentos.records import retention
from bentos.records.feedback import Feedback, FeedbackUnavailable
from bentos.records.retention import Retention
from bentos.records.tables import predictions
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
