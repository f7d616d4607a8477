"""Messages wait until they are sent, and one process at a time tries one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, create_engine, insert

from bentos.alerts import outbox
from bentos.alerts.notice import Notice
from bentos.records.tables import episodes, metadata

NOW = datetime(2031, 5, 17, 8, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def engine() -> Iterator[Engine]:
    """A database with two messages, to one receiver each, about one episode."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(episodes).values(id="e", first=NOW, began=NOW, held=NOW))
        outbox.put(connection, "e", "begun", Notice("begun", "three\n"), 2, NOW)
        outbox.put(connection, "e", "over", Notice("over", "three\n"), 2, NOW)
    yield engine
    engine.dispose()


def claim(engine: Engine, receiver: int, now: datetime) -> outbox.Letter | None:
    with engine.begin() as connection:
        found = outbox.due(connection, receiver, now)
        return None if found is None else outbox.claim(connection, found, now)


def settle(engine: Engine, letter: outbox.Letter | None, now: datetime, *, sent: bool) -> None:
    assert letter is not None
    with engine.begin() as connection:
        outbox.settle(connection, letter, now, sent=sent)


def test_the_end_is_not_sent_before_the_beginning(engine: Engine) -> None:
    begun = claim(engine, 0, NOW)
    assert begun is not None
    assert begun.notice == Notice("begun", "three\n")
    assert claim(engine, 0, NOW) is None
    settle(engine, begun, NOW, sent=True)
    over = claim(engine, 0, NOW)
    assert over is not None
    assert over.notice.subject == "over"


def test_a_receiver_that_is_away_holds_up_no_other(engine: Engine) -> None:
    settle(engine, claim(engine, 0, NOW), NOW, sent=False)
    assert claim(engine, 0, NOW) is None
    assert claim(engine, 1, NOW) is not None


def test_a_message_waits_for_none_of_another_episode(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(episodes).values(id="f", first=NOW, began=NOW, held=NOW))
        outbox.put(connection, "f", "begun", Notice("another", "four\n"), 1, NOW)
        outbox.put(connection, None, "retrain", Notice("training", "five\n"), 1, NOW)
    subjects = []
    for _ in range(3):
        letter = claim(engine, 0, NOW)
        settle(engine, letter, NOW, sent=False)
        subjects.append(letter and letter.notice.subject)
    assert subjects == ["begun", "another", "training"]
    assert claim(engine, 0, NOW) is None


def test_another_process_tries_what_a_dead_one_has_claimed(engine: Engine) -> None:
    claim(engine, 0, NOW)
    assert claim(engine, 0, NOW + 59 * SECOND) is None
    assert claim(engine, 0, NOW + 60 * SECOND) is not None


def test_of_two_processes_that_see_a_message_one_gets_it(engine: Engine) -> None:
    with engine.begin() as connection:
        found = outbox.due(connection, 0, NOW)
        assert found is not None
        assert outbox.claim(connection, found, NOW) is not None
        assert outbox.claim(connection, found, NOW) is None


def test_pauses_grow_up_to_a_minute(engine: Engine) -> None:
    now, pauses = NOW, []
    for _ in range(7):
        settle(engine, claim(engine, 0, now), now, sent=False)
        pause = next(seconds for seconds in range(100) if claimable(engine, now + seconds * SECOND))
        pauses.append(pause)
        now += pause * SECOND
    assert pauses == [2, 4, 8, 16, 32, 60, 60]


def claimable(engine: Engine, now: datetime) -> bool:
    with engine.begin() as connection:
        return outbox.due(connection, 0, now) is not None


def test_what_waits_for_a_receiver_that_is_gone_is_withdrawn(engine: Engine) -> None:
    with engine.begin() as connection:
        assert outbox.withdraw(connection, 1) == 2
    assert claim(engine, 0, NOW) is not None
    assert claim(engine, 1, NOW) is None
