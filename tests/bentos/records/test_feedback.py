"""Flags, on SQLite and on PostgreSQL."""

from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bentos.records.feedback import Feedback, FeedbackUnavailable, UnknownPrediction
from tests.bentos.databases import Database
from tests.bentos.stores import predict


def test_a_flag_is_read_back_with_its_prediction(feedback: Feedback) -> None:
    prediction_id = predict(feedback, "Great, the train is late again.")
    answer, created = feedback.flag(prediction_id, 0, "irony")
    (flag,) = feedback.flags()
    assert created
    assert (answer.prediction_id, answer.label, answer.comment) == (prediction_id, 0, "irony")
    assert (flag.id, flag.prediction_id, flag.label, flag.comment) == (answer.id, prediction_id, 0, "irony")
    assert (flag.text, flag.model, flag.prediction) == ("Great, the train is late again.", "bert:a1", 1)
    assert flag.confidence == 0.75
    assert flag.created.isoformat() == answer.created


def test_the_same_flag_again_is_the_same_flag(feedback: Feedback) -> None:
    prediction_id = predict(feedback)
    first, created = feedback.flag(prediction_id, 0, "irony")
    again, created_again = feedback.flag(prediction_id, 0, "irony")
    assert again == first
    assert (created, created_again) == (True, False)
    assert len(list(feedback.flags())) == 1


def test_another_label_or_comment_is_another_flag(feedback: Feedback) -> None:
    prediction_id = predict(feedback)
    answers = [feedback.flag(prediction_id, label, comment) for label in (0, 1) for comment in ("", "irony")]
    assert len({answer.id for answer, _ in answers}) == 4
    assert len(list(feedback.flags())) == 4


@pytest.mark.parametrize("prediction_id", ["", "0" * 32, "\x00", "\ud800", "' OR 1=1 --", "x" * 64])
def test_a_flag_of_an_unknown_prediction_is_refused(feedback: Feedback, prediction_id: str) -> None:
    with pytest.raises(UnknownPrediction):
        feedback.flag(prediction_id, 0, "")
    assert list(feedback.flags()) == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.text(st.characters()), st.text(st.characters())), min_size=1, max_size=4))
def test_any_text_and_any_comment_come_back_as_they_were(
    feedback: Feedback, pairs: list[tuple[str, str]]
) -> None:
    sent = {predict(feedback, tweet): (tweet, comment) for tweet, comment in pairs}
    for prediction_id, (_, comment) in sent.items():
        feedback.flag(prediction_id, 0, comment)
    kept = {flag.prediction_id: (flag.text, flag.comment) for flag in feedback.flags()}
    assert {prediction_id: kept[prediction_id] for prediction_id in sent} == sent


def test_the_longest_comment_of_four_byte_characters_is_stored(feedback: Feedback) -> None:
    comment = "".join(chr(0x1F300 + i % 700) for i in range(1000))
    feedback.flag(predict(feedback), 0, comment)
    assert [flag.comment for flag in feedback.flags()] == [comment]


def test_flags_come_in_the_order_in_which_they_were_made(feedback: Feedback) -> None:
    made = [feedback.flag(predict(feedback), 0, "")[0].id for _ in range(20)]
    assert [flag.id for flag in feedback.flags()] == made


def test_flags_are_read_while_others_are_made(feedback: Feedback) -> None:
    first = [feedback.flag(predict(feedback), 0, "")[0].id for _ in range(3)]
    reading = feedback.flags()
    seen = [flag.id for flag in islice(reading, 1)]
    feedback.flag(predict(feedback), 0, "")
    assert seen + [flag.id for flag in reading] == first


def test_a_database_that_is_away_at_the_start_is_used_once_it_is_there(database: Database) -> None:
    with database.away():
        feedback = Feedback(database.url)
        feedback.start()
        early = predict(feedback)
        with pytest.raises(FeedbackUnavailable):
            feedback.flag(early, 0, "")
    assert feedback.flag(early, 0, "")[1]
    feedback.close()
    assert feedback.lost == 0


def test_a_flag_that_was_refused_leaves_nothing_behind(database: Database, feedback: Feedback) -> None:
    prediction_id = predict(feedback)
    feedback.flag(prediction_id, 0, "before")
    with database.away(), pytest.raises(FeedbackUnavailable):
        feedback.flag(prediction_id, 0, "during")
    assert [flag.comment for flag in feedback.flags()] == ["before"]
    assert feedback.flag(prediction_id, 0, "during")[1]
