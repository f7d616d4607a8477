"""Which URLs a message can be sent to, and what becomes of one that its receiver refuses."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, select

from bentos.alerts import outbox
from bentos.alerts.courier import Courier, check
from bentos.alerts.notice import Notice
from bentos.records.tables import metadata
from bentos.records.tables import outbox as table
from bentos.settings import SettingsError
from tests.mail import Mailbox


def test_urls_of_several_services_can_be_used() -> None:
    urls = ["mailtos://me:pass@smtp.example.org?to=a@example.org,b@example.org", "jsons://example.org/hook"]
    check([SecretStr(url) for url in urls])


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the process logs, at every level."""
    written, root = StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(written), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.mark.parametrize("url", ["hush", "nowhere://hush@example.org", "mailtos://me:hush@"])
def test_a_url_that_cannot_be_used_is_told_without_its_secret(url: str, log: StringIO) -> None:
    good = "json://example.org"
    with pytest.raises(SettingsError, match="number 2 of its 2") as told:
        check([SecretStr(good), SecretStr(url)])
    assert "hush" not in f"{told.value}{log.getvalue()}"


def test_a_message_that_is_refused_holds_up_no_other_and_is_kept_and_told_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox = Mailbox(refused="bad").start()
    engine = create_engine(f"sqlite:///{tmp_path}/outbox.db")
    metadata.create_all(engine)
    courier, long_ago = Courier(engine, 0, SecretStr(mailbox.url)), datetime(2026, 3, 1, tzinfo=UTC)
    with engine.begin() as connection:
        for subject in ("bad", "good"):
            outbox.put(connection, None, "retrain", Notice(subject, "late\n"), 1, long_ago)
    while courier.deliver():
        pass
    assert mailbox.subjects == ["good"]
    assert "Message 1 waits: URL 1 of ALERT_URLS does not take it at attempt 1" in caplog.text
    with engine.connect() as connection:
        waiting = select(table.c.subject).where(table.c.sent.is_(None))
        assert connection.scalars(waiting).all() == ["bad"]
    engine.dispose()
    mailbox.stop()
