"""What the recorded predictions tell, on SQLite and on PostgreSQL."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bentos.monitoring import monitoring
from bentos.monitoring.estimate import UNREVIEWED
from bentos.monitoring.monitoring import Bucket, Flagged, Monitoring, Pair
from bentos.records.feedback import Feedback, FeedbackUnavailable
from bentos.records.reviews import Reviews, Verdict
from tests.bentos.databases import Database
from tests.bentos.stores import recorded

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_each_bucket_counts_the_predictions_and_the_negative_ones_of_a_model(feedback: Feedback) -> None:
    for minutes, model, prediction in (
        (0, "bert:a", 0),
        (59.99, "bert:a", 1),
        (60, "bert:a", 0),
        (5, "logreg:b", 1),
    ):
        recorded(feedback, at(minutes), model, prediction)
    report = Monitoring(feedback).report(at(0), at(120), HOUR)
    assert report.buckets == (
        Bucket(NOON, "bert:a", 2, 1),
        Bucket(NOON, "logreg:b", 1, 0),
        Bucket(NOON + HOUR, "bert:a", 1, 1),
    )


def test_what_lies_outside_of_the_time_does_not_count(feedback: Feedback) -> None:
    for minutes in (-0.01, 0, 59.99, 60):
        recorded(feedback, at(minutes), comparison=f"c{minutes}")
    (bucket,) = Monitoring(feedback).report(at(0), at(60), HOUR).buckets
    assert bucket.predictions == 2


def test_models_that_answered_the_same_comparisons_agree_or_do_not(feedback: Feedback) -> None:
    for comparison, said in (("one", (0, 0, 1)), ("two", (1, 1, 1)), ("three", (0, 1, 1))):
        for model, prediction in zip(("bert:a", "logreg:b", "lstm-glove:c"), said, strict=True):
            recorded(feedback, at(1), model, prediction, comparison)
    recorded(feedback, at(1), "bert:a", 0)
    assert Monitoring(feedback).report(at(0), at(60), HOUR).pairs == (
        Pair("bert:a", "logreg:b", 3, 2),
        Pair("bert:a", "lstm-glove:c", 3, 1),
        Pair("logreg:b", "lstm-glove:c", 3, 2),
    )


def test_flags_are_counted_with_those_that_correct(feedback: Feedback) -> None:
    now = datetime.now(UTC)
    wrong, right = (recorded(feedback, now, "bert:a", 1) for _ in range(2))
    feedback.flag(wrong, 0, "")
    feedback.flag(right, 1, "")
    report = Monitoring(feedback).report(now - HOUR, now + HOUR, HOUR)
    assert report.flagged == (Flagged("bert:a", 2, 1),)


def test_an_empty_database_has_an_empty_report(feedback: Feedback) -> None:
    report = Monitoring(feedback).report(at(0), at(60), HOUR)
    assert (report.since, report.buckets, report.pairs, report.flagged) == (at(0), (), (), ())


def test_a_report_of_too_many_predictions_begins_later(
    feedback: Feedback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitoring, "ROWS", 4)
    for minutes in range(10):
        recorded(feedback, at(minutes))
    report = Monitoring(feedback).report(at(0), at(60), HOUR)
    assert report.since > at(5)
    assert [bucket.predictions for bucket in report.buckets] == [4]


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(0, 10_000_000), min_size=1, max_size=8, unique=True),
    st.sampled_from([1, 60, 900, 3600]),
)
def test_buckets_are_those_of_arithmetic(feedback: Feedback, milliseconds: list[int], width: int) -> None:
    model = f"bert:{uuid4().hex}"
    moments = [NOON + timedelta(milliseconds=one) for one in milliseconds]
    for moment in moments:
        recorded(feedback, moment, model)
    report = Monitoring(feedback).report(NOON, at(240), timedelta(seconds=width))
    starts = Counter(int(moment.timestamp()) // width * width for moment in moments)
    found = {
        bucket.start.timestamp(): bucket.predictions for bucket in report.buckets if bucket.model == model
    }
    assert found == starts


def test_a_window_holds_the_newest_predictions_of_one_model(feedback: Feedback) -> None:
    for minutes in range(5):
        recorded(feedback, at(minutes), "bert:a", 1, text=f"number {minutes}", confidence=0.9)
        recorded(feedback, at(minutes), "bert:b", 0, text="another", confidence=0.6)
    window = Monitoring(feedback).window("bert:a", 3)
    assert set(window.texts) == {"number 2", "number 3", "number 4"}
    assert window.positive.tolist() == [0.9, 0.9, 0.9]


def test_a_window_turns_confidence_into_the_probability_of_positive(feedback: Feedback) -> None:
    recorded(feedback, at(0), "bert:a", 0, confidence=0.9)
    assert Monitoring(feedback).window("bert:a", 3).positive == pytest.approx([0.1])


def test_a_tweet_that_came_again_stands_once_in_a_window_as_it_was_last(feedback: Feedback) -> None:
    recorded(feedback, at(0), text="Late AGAIN", confidence=0.6)
    recorded(feedback, at(1), text="late again", confidence=0.8)
    window = Monitoring(feedback).window("bert:a1", 3)
    assert (window.texts, window.positive.tolist()) == (("late again",), [0.8])


def test_a_flag_that_nobody_reviewed_is_neither_counted_nor_believed(feedback: Feedback) -> None:
    feedback.flag(recorded(feedback, at(0)), 0, "")
    monitoring = Monitoring(feedback)
    assert monitoring.reviewed_since(at(0)) == 0
    assert monitoring.window("bert:a1", 3).labels.tolist() == [UNREVIEWED]


@pytest.mark.parametrize(
    ("verdicts", "label"),
    [
        (["accept"], 0),
        (["correct"], 1),
        (["reject"], None),
        (["skip"], None),
        (["accept", "accept"], 0),
        (["accept", "skip"], 0),
        (["accept", "correct"], None),
        (["accept", "reject"], None),
    ],
)
def test_a_prediction_has_the_label_that_its_reviewers_agree_on(
    feedback: Feedback, verdicts: list[Verdict], label: int | None
) -> None:
    flag_id = feedback.flag(recorded(feedback, at(0)), 0, "")[0].id
    for number, verdict in enumerate(verdicts):
        Reviews(feedback).give([flag_id], f"reviewer {number}", verdict)
    monitoring = Monitoring(feedback)
    assert monitoring.reviewed_since(at(0)) == (label is not None)
    assert monitoring.window("bert:a1", 3).labels.tolist() == [UNREVIEWED if label is None else label]


def test_a_verdict_that_is_taken_back_labels_nothing(feedback: Feedback) -> None:
    reviews = Reviews(feedback)
    reviews.give([feedback.flag(recorded(feedback, at(0)), 0, "")[0].id], "ada", "accept")
    reviews.undo("ada")
    assert Monitoring(feedback).reviewed_since(at(0)) == 0
    assert Monitoring(feedback).window("bert:a1", 3).labels.tolist() == [UNREVIEWED]


def test_flags_of_a_prediction_that_were_accepted_against_each_other_label_nothing(
    feedback: Feedback,
) -> None:
    flagged = recorded(feedback, at(1), text="flagged")
    recorded(feedback, at(0), text="not flagged")
    reviews = Reviews(feedback)
    reviews.give([feedback.flag(flagged, 1, "")[0].id], "ada", "accept")
    window = Monitoring(feedback).window("bert:a1", 9)
    assert dict(zip(window.texts, window.labels.tolist(), strict=True)) == {
        "flagged": 1,
        "not flagged": UNREVIEWED,
    }
    reviews.give([feedback.flag(flagged, 0, "irony")[0].id], "ada", "accept")
    assert set(Monitoring(feedback).window("bert:a1", 9).labels.tolist()) == {UNREVIEWED}


def test_what_was_reviewed_before_counts_once_its_label_is_another(feedback: Feedback) -> None:
    reviews = Reviews(feedback)
    known, unknown = (feedback.flag(recorded(feedback, at(0)), 0, "")[0].id for _ in range(2))
    reviews.give([known], "ada", "accept")
    trained = datetime.now(UTC)
    assert Monitoring(feedback).reviewed_since(trained) == 0
    reviews.give([unknown], "ada", "accept")
    reviews.give([known], "bob", "accept")
    assert Monitoring(feedback).reviewed_since(trained) == 1
    reviews.undo("bob")
    reviews.give([known], "ada", "correct")
    assert Monitoring(feedback).reviewed_since(trained) == 2


def test_a_model_without_predictions_has_an_empty_window(feedback: Feedback) -> None:
    window = Monitoring(feedback).window("bert:none", 9)
    assert (window.texts, window.positive.dtype, len(window.labels)) == ((), np.float64, 0)


def test_a_database_that_is_away_is_told(database: Database) -> None:
    with database.away(), pytest.raises(FeedbackUnavailable):
        Monitoring(Feedback(database.url)).report(at(0), at(60), HOUR)
