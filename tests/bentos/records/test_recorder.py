"""Predictions are written behind the answer: none holds up another, and each that is lost is counted."""

import pytest
from prometheus_client import REGISTRY

from bentos.records import recorder
from bentos.records.feedback import Feedback
from tests.bentos.databases import Database, Sqlite
from tests.bentos.stores import predict, running
from tests.waiting import wait_until


def test_closing_writes_every_prediction_that_waits(database: Database) -> None:
    with running(database) as feedback:
        ids = [predict(feedback) for _ in range(1200)]
    with running(database) as feedback:
        for prediction_id in ids[::100]:
            feedback.flag(prediction_id, 0, "")
        assert feedback.lost == 0


def test_a_full_batch_waits_for_no_other_prediction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "_LINGER", 600.0)
    batches: list[int] = []
    records = recorder.Recorder(lambda rows: batches.append(len(rows)), ConnectionError)
    records.start()
    for number in range(1_000):
        records.add({"id": str(number)})
    wait_until(lambda: sum(batches) == 1_000)
    records.close()
    assert batches == [500, 500]


def test_a_store_that_was_closed_records_nothing_more(database: Database) -> None:
    with running(database) as feedback:
        pass
    predict(feedback)
    assert feedback.lost == 1


def test_predictions_beyond_the_queue_are_counted_as_lost(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with database.away():
        feedback = Feedback(database.url)
        feedback.start()
        first, *_ = [predict(feedback) for _ in range(10_100)]
        assert feedback.lost == 100
    assert feedback.flag(first, 0, "")[1]
    feedback.close()
    assert feedback.lost == 100
    assert "100 predictions were not recorded" in caplog.text


def counted() -> float:
    """The lost predictions of /metrics."""
    return REGISTRY.get_sample_value("sentiment_lost_predictions_total") or 0


def test_what_is_lost_is_counted_in_the_metrics(sqlite: Sqlite, monkeypatch: pytest.MonkeyPatch) -> None:
    before = counted()
    with running(sqlite) as feedback:
        assert counted() == before
        feedback.record("refused", None, "text", "bert:a1", 10**30, 0.75, {})
        wait_until(lambda: counted() == before + 1)
    predict(feedback)
    assert counted() == before + 2
    monkeypatch.setattr(recorder, "_PATIENCE", 0.0)
    with sqlite.away():
        ending = Feedback(sqlite.url)
        ending.start()
        predict(ending)
        ending.close()
        assert counted() == before + 3


def test_a_prediction_that_the_database_refuses_holds_up_no_other(database: Database) -> None:
    with running(database) as feedback:
        feedback.record("refused", None, "text", "bert:a1", 10**30, 0.75, {})
        wait_until(lambda: feedback.lost == 1)
        accepted = predict(feedback)
    with running(database) as feedback:
        assert feedback.flag(accepted, 0, "")[1]
