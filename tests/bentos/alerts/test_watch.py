"""Predictions that arrive in batches are judged as if all had been there at once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, insert, select

from bentos.alerts.episodes import Episode, Rule, episodes
from bentos.alerts.notice import Wording
from bentos.alerts.watch import Watch
from bentos.records.tables import episodes as stored
from bentos.records.tables import metadata, outbox, predictions

START = datetime(2031, 5, 17, 8, 30, tzinfo=UTC)
RULE = Rule(threshold=3, window=timedelta(seconds=10), quiet=timedelta(seconds=10))
LATER = START + timedelta(days=1)

batches = st.lists(st.lists(st.integers(0, 120), min_size=1, max_size=6), max_size=6)


def at(*seconds: float) -> list[datetime]:
    return [START + timedelta(seconds=second) for second in seconds]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """A database whose tables stay empty: what a test writes is rolled back."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@contextmanager
def rolled_back(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection


def watch() -> Watch:
    return Watch(Wording(RULE, "en", ""), confidence=0.6, receivers=1)


def record(connection: Connection, times: Sequence[datetime], **values: Any) -> list[dict[str, Any]]:
    """Predictions in the table; negative, sure and counted unless `values` say otherwise."""
    common = {"text": "late again", "model": "logreg:a", "probabilities": {}, "counted": True}
    rows = [
        {**common, "id": uuid4().hex, "created": time, "prediction": 0, "confidence": 0.9, **values}
        for time in times
    ]
    connection.execute(insert(predictions), rows)
    return rows


def kept(connection: Connection) -> list[Episode]:
    columns = stored.c
    query = select(columns.first, columns.began, columns.held).order_by(columns.began)
    return [Episode(*row) for row in connection.execute(query)]


def kinds(connection: Connection) -> list[str]:
    return list(connection.scalars(select(outbox.c.kind).order_by(outbox.c.id)))


@settings(max_examples=60)
@given(st.lists(st.integers(0, 120), max_size=30).map(sorted), st.integers(1, 5))
def test_batches_in_order_give_the_episodes_of_the_whole(
    engine: Engine, seconds: list[int], size: int
) -> None:
    times = at(*seconds)
    with rolled_back(engine) as connection:
        for start in range(0, len(times), size):
            rows = record(connection, times[start : start + size])
            watch().judge(connection, rows, rows[-1]["created"])
        assert kept(connection) == episodes(times, RULE)
        assert len(kinds(connection)) == len(episodes(times, RULE))


@settings(max_examples=60)
@given(batches)
def test_batches_in_any_order_find_every_episode_and_no_other(
    engine: Engine, seconds: list[list[int]]
) -> None:
    times = sorted(time for batch in seconds for time in at(*batch))
    whole = episodes(times, RULE)
    with rolled_back(engine) as connection:
        for batch in seconds:
            watch().judge(connection, record(connection, at(*batch)), START)
        found = kept(connection)
        assert {(one.first, one.began, one.held) for one in whole} <= {
            (one.first, one.began, one.held) for one in found
        }
        assert all(any(one.began <= part.began and part.held <= one.held for one in whole) for part in found)


@settings(max_examples=60)
@given(batches)
def test_judging_again_changes_nothing(engine: Engine, seconds: list[list[int]]) -> None:
    with rolled_back(engine) as connection:
        rows = [row for batch in seconds for row in record(connection, at(*batch))]
        watch().judge(connection, rows, START)
        before = kept(connection), kinds(connection)
        assert not watch().judge(connection, rows, START)
        assert (kept(connection), kinds(connection)) == before


def test_what_is_positive_or_unsure_or_not_counted_begins_nothing(engine: Engine) -> None:
    with rolled_back(engine) as connection:
        for values in ({"prediction": 1}, {"confidence": 0.59}, {"counted": False}):
            assert not watch().judge(connection, record(connection, at(1, 2, 3), **values), START)
        assert watch().judge(connection, record(connection, at(1, 2, 3)), START)
        assert kinds(connection) == ["begun"]


def test_an_episode_is_told_to_be_over_once_after_the_quiet_period(engine: Engine) -> None:
    with rolled_back(engine) as connection:
        watch().judge(connection, record(connection, at(0, 1, 2)), START)
        [held] = [one.held for one in kept(connection)]
        assert not watch().close(connection, held + RULE.quiet)
        assert watch().close(connection, held + RULE.quiet + timedelta(seconds=5))
        assert not watch().close(connection, LATER)
        assert kinds(connection) == ["begun", "over"]


def test_an_episode_is_not_over_while_what_may_be_part_of_it_waits_to_be_recorded(engine: Engine) -> None:
    with rolled_back(engine) as connection:
        watch().judge(connection, record(connection, at(0, 1, 2)), START)
        [held] = [one.held for one in kept(connection)]
        assert not watch().close(connection, LATER, queued=held + RULE.quiet - timedelta(microseconds=1))
        assert watch().close(connection, LATER, queued=held + RULE.quiet)


def test_an_episode_that_goes_on_though_its_end_was_told_is_told_as_a_new_one(engine: Engine) -> None:
    with rolled_back(engine) as connection:
        watch().judge(connection, record(connection, at(0, 1, 2)), START)
        watch().close(connection, LATER)
        watch().judge(connection, record(connection, at(15, 16, 17)), *at(18))
        assert kinds(connection) == ["begun", "over", "begun"]


def test_what_arrives_late_for_an_episode_that_is_over_is_not_told(engine: Engine) -> None:
    with rolled_back(engine) as connection:
        watch().judge(connection, record(connection, at(0, 1, 2)), START)
        watch().close(connection, LATER)
        assert not watch().judge(connection, record(connection, at(3, 4)), LATER)
        assert kinds(connection) == ["begun", "over"]
        assert kept(connection) == episodes(at(0, 1, 2, 3, 4), RULE)
