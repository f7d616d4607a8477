"""Predictions and flags, on SQLite and on PostgreSQL."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from time import monotonic, sleep
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from bentos import database as databases
from bentos.feedback import Feedback, FeedbackUnavailable, UnknownPrediction
from bentos.tables import metadata
from tests.bentos.databases import Database, Sqlite
from tests.bentos.flagger import Flagger


@contextmanager
def running(database: Database) -> Iterator[Feedback]:
    feedback = Feedback(database.url)
    feedback.start()
    try:
        yield feedback
    finally:
        feedback.close()


@pytest.fixture
def feedback(database: Database) -> Iterator[Feedback]:
    """A started store on an empty database."""
    with running(database) as feedback:
        yield feedback


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What the service's log says, whatever BentoML or the command line made of its loggers."""
    logger = logging.getLogger("bentoml.sentiment")
    logger.addHandler(caplog.handler)
    with caplog.at_level(logging.WARNING, logger.name):
        yield caplog
    logger.removeHandler(caplog.handler)


def predict(feedback: Feedback, tweet: str = "Great, the train is late again.") -> str:
    """Record a prediction; its id."""
    prediction_id = uuid4().hex
    feedback.record(prediction_id, None, tweet, "bert:a1", 1, 0.75, {"Negative": 0.25, "Positive": 0.75})
    return prediction_id


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for a thread; the limit only ends a test that would wait for ever."""
    limit = monotonic() + 60
    while not condition():
        assert monotonic() < limit
        sleep(0.01)


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


def test_closing_writes_every_prediction_that_waits(database: Database) -> None:
    with running(database) as feedback:
        ids = [predict(feedback) for _ in range(1200)]
    with running(database) as feedback:
        for prediction_id in ids[::100]:
            feedback.flag(prediction_id, 0, "")
        assert feedback.lost == 0


def test_a_store_that_was_closed_records_nothing_more(database: Database) -> None:
    with running(database) as feedback:
        pass
    predict(feedback)
    assert feedback.lost == 1


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


def test_predictions_beyond_the_queue_are_counted_as_lost(
    database: Database, warnings: pytest.LogCaptureFixture
) -> None:
    with database.away():
        feedback = Feedback(database.url)
        feedback.start()
        first, *_ = [predict(feedback) for _ in range(10_100)]
        assert feedback.lost == 100
    assert feedback.flag(first, 0, "")[1]
    feedback.close()
    assert feedback.lost == 100
    assert "100 predictions were not recorded" in warnings.text


def test_a_prediction_that_the_database_refuses_holds_up_no_other(database: Database) -> None:
    with running(database) as feedback:
        feedback.record("refused", None, "text", "bert:a1", 10**30, 0.75, {})
        wait_until(lambda: feedback.lost == 1)
        accepted = predict(feedback)
    with running(database) as feedback:
        assert feedback.flag(accepted, 0, "")[1]


def test_processes_that_start_at_once_make_the_tables_once(database: Database) -> None:
    started = [Flagger(database.url, [(f"prediction {number}", 0, "")]) for number in range(6)]
    assert [len(list(process.confirmed())) for process in started] == [1] * 6
    assert len(list(Feedback(database.url).flags())) == 6


def test_the_same_flags_from_several_processes_are_stored_once(database: Database) -> None:
    wanted = [(f"prediction {number % 5}", 0, "") for number in range(40)]
    started = [Flagger(database.url, wanted) for _ in range(3)]
    confirmed = [flag for process in started for flag in process.confirmed()]
    assert len(confirmed) == 120
    assert sum(flag.created for flag in confirmed) == 5
    assert {flag.id for flag in confirmed} == {flag.id for flag in Feedback(database.url).flags()}


def test_a_confirmed_flag_survives_the_death_of_its_process(database: Database) -> None:
    wanted = [(uuid4().hex, number % 2, f"comment {number}") for number in range(1000)]
    process = Flagger(database.url, wanted)
    answers = process.confirmed()
    confirmed = list(islice(answers, 60))
    process.kill()
    confirmed += answers
    kept = list(Feedback(database.url).flags())
    assert 60 <= len(confirmed) < 1000
    assert {flag.id for flag in confirmed} <= {flag.id for flag in kept}
    assert {(flag.prediction_id, flag.label, flag.comment) for flag in kept} <= set(wanted)
    assert len({flag.prediction_id for flag in kept}) == len(kept)


def test_the_migrations_lead_to_the_tables(database: Database) -> None:
    with running(database):
        engine = create_engine(databases.parse(database.url))
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    with running(database):
        engine = create_engine(databases.parse(database.url))
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '999'"))
    with pytest.raises(FeedbackUnavailable, match="another version of this software"):
        next(Feedback(database.url).flags())


def test_a_full_disk_confirms_nothing_that_is_not_kept(sqlite: Sqlite) -> None:
    """A limit on the size of files stands for the disk: to SQLite it is the same failed write."""
    with running(sqlite):
        pass
    wanted = [(uuid4().hex, 0, "x" * 1000) for _ in range(200)]
    confirmed = list(Flagger(sqlite.url, wanted, file_bytes=200_000).confirmed())
    kept = {flag.id for flag in Feedback(sqlite.url).flags()}
    assert 0 < len(confirmed) < 200
    assert {flag.id for flag in confirmed} == kept
