"""Three negative tweets in five minutes send one message, whatever happens on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from prometheus_client import REGISTRY

from bentos.records.feedback import Feedback
from tests.bentos.complainer import complain, made, record_and_end
from tests.bentos.databases import Database, Sqlite
from tests.bentos.flagger import CONTEXT
from tests.mail import Mailbox

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
    feedback, alerts = made(url, mailbox.url, **settings)
    feedback.start()
    alerts.start()
    try:
        yield feedback
    finally:
        feedback.close()
        alerts.close()


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


def test_without_urls_nothing_is_watched(database: Database, mailbox: Mailbox) -> None:
    with process(database.url, mailbox, ALERT_URLS=()) as feedback:
        complain(feedback, 3)
    with process(database.url, mailbox):
        pass
    assert mailbox.subjects == []
