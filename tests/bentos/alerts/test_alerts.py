"""Three negative tweets in five minutes send one message, whatever happens on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from time import sleep
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select

from bentos.alerts import alerts, watch
from bentos.records.feedback import Feedback
from bentos.records.tables import outbox
from tests.bentos.complainer import complain, made, record_and_end
from tests.bentos.databases import Database, Postgresql, Sqlite
from tests.bentos.flagger import CONTEXT
from tests.mail import Mailbox
from tests.waiting import wait_until

BEGUN = "Alert, negative tweets: 3 or more in less than 5 min"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server."""
    mailbox = Mailbox().start()
    yield mailbox
    mailbox.stop()


@contextmanager
def process(url: str, mailbox: Mailbox, **settings: Any) -> Iterator[Feedback]:
    """What a process of the service has to record and alert, ended in order."""
    feedback, watching = made(url, mailbox.url, **settings)
    feedback.start()
    watching.start()
    try:
        yield feedback
    finally:
        feedback.close()
        watching.close()


def test_three_negatives_send_one_message(database: Database, mailbox: Mailbox) -> None:
    with process(database.url, mailbox, PUBLIC_URL="https://feelings.example.org/") as feedback:
        complain(feedback, 3)
        [message] = mailbox.wait(1)
        complain(feedback, 5)
    assert mailbox.subjects == [BEGUN]
    body = message.get_content()
    assert "3 negative tweets from" in body
    assert "Model: logreg:a1" in body
    assert "https://feelings.example.org/ui" in body
    assert "> [user] lost my bag again" in body


def test_an_alert_is_counted_once(sqlite: Sqlite, mailbox: Mailbox) -> None:
    before = REGISTRY.get_sample_value("sentiment_alerts_total") or 0
    with process(sqlite.url, mailbox) as feedback:
        complain(feedback, 3)
        mailbox.wait(1)
        complain(feedback, 5)
    assert REGISTRY.get_sample_value("sentiment_alerts_total") == before + 1


def test_processes_that_see_two_negatives_each_send_one_message_together(
    database: Database, mailbox: Mailbox
) -> None:
    started = [CONTEXT.Process(target=record_and_end, args=(database.url, mailbox.url)) for _ in range(3)]
    with process(database.url, mailbox), process(database.url, mailbox):
        for each in started:
            each.start()
        for each in started:
            each.join()
        mailbox.wait(1)
    assert [each.exitcode for each in started] == [0, 0, 0]
    assert mailbox.subjects == [BEGUN]


def test_a_message_that_could_not_be_sent_is_sent_by_a_later_process(
    database: Database, mailbox: Mailbox
) -> None:
    mailbox.stop()
    with process(database.url, mailbox) as feedback:
        complain(feedback, 3)
    mailbox.start()
    with process(database.url, mailbox):
        mailbox.wait(1)
    assert mailbox.subjects == [BEGUN]


def test_an_end_is_told_after_the_beginning(sqlite: Sqlite, mailbox: Mailbox) -> None:
    with process(sqlite.url, mailbox, ALERT_WINDOW=0.5, ALERT_QUIET=0.1, ALERT_THRESHOLD=1) as feedback:
        complain(feedback, 1)
        mailbox.wait(2)
    assert [subject.partition(",")[0] for subject in mailbox.subjects] == ["Alert", "Alert over"]


def test_an_outage_of_the_database_delays_a_message_and_loses_none(
    database: Database, mailbox: Mailbox
) -> None:
    with process(database.url, mailbox) as feedback:
        with database.away():
            complain(feedback, 3)
        mailbox.wait(1)
    assert mailbox.subjects == [BEGUN]


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Settings of short episodes; their end is looked for at every moment, and told without any grace."""
    monkeypatch.setattr(watch, "_GRACE", timedelta(0))
    monkeypatch.setattr(alerts, "_POLL", 0.02)
    monkeypatch.setattr(alerts, "_SETTLING", 5.0)
    return {"ALERT_WINDOW": 0.5, "ALERT_QUIET": 2.0}


def settled(feedback: Feedback) -> bool:
    """Whether a message was sent, and the database knows: else it would be sent again."""
    with feedback.reading() as connection:
        return connection.scalar(select(outbox.c.id).where(outbox.c.sent.is_not(None)).limit(1)) is not None


def complain_through_an_outage(database: Database, feedback: Feedback) -> None:
    """An episode that begins before an outage and ends after it; a window and a quiet are shorter than it."""
    ended = Event()

    def go_on() -> None:
        while not ended.wait(0.2):
            complain(feedback, 3)

    complaining = Thread(target=go_on)
    complaining.start()
    wait_until(lambda: settled(feedback))
    with database.away():
        sleep(3)
    ended.set()
    complaining.join()


def test_an_episode_that_outlasts_an_outage_is_told_once(
    database: Database, mailbox: Mailbox, hasty: dict[str, float]
) -> None:
    with process(database.url, mailbox, **hasty) as feedback:
        complain_through_an_outage(database, feedback)
        mailbox.wait(2)
    assert [subject.partition(",")[0] for subject in mailbox.subjects] == ["Alert", "Alert over"]


def test_after_an_outage_no_process_ends_what_another_has_still_to_write(
    postgresql: Postgresql, mailbox: Mailbox, hasty: dict[str, float]
) -> None:
    url = postgresql.url
    with process(url, mailbox, **hasty) as feedback, process(url, mailbox, **hasty):
        complain_through_an_outage(postgresql, feedback)
        mailbox.wait(2)
    assert [subject.partition(",")[0] for subject in mailbox.subjects] == ["Alert", "Alert over"]


def test_without_urls_nothing_is_watched(database: Database, mailbox: Mailbox) -> None:
    with process(database.url, mailbox, ALERT_URLS=()) as feedback:
        complain(feedback, 3)
    with process(database.url, mailbox):
        pass
    assert mailbox.subjects == []
