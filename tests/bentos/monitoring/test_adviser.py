"""A model that is to be trained again is told of once, on SQLite and on PostgreSQL."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bentos.alerts.alerts import Alerts
from bentos.monitoring import checkup, reference
from bentos.monitoring.adviser import Adviser
from bentos.monitoring.observer import Observer
from bentos.records.feedback import Feedback
from bentos.records.reviews import Reviews
from bentos.records.tables import outbox
from bentos.settings import Settings
from bentos.store import Stored
from tests.bentos import references, test_card
from tests.bentos.databases import Database, Sqlite
from tests.bentos.stores import recorded, running
from tests.mail import Mailbox


@pytest.fixture
def stored(tmp_path: Path) -> Stored:
    """A model with an invented reference, in English."""
    folder = tmp_path / "model"
    folder.mkdir()
    card = test_card.example(folder)
    reference.write(references.reference(references.drawn(1, 2_000)), folder)
    return Stored("sentiment-logreg:a", folder, card)


def adviser(database: Database, feedback: Feedback, stored: Stored, enough_flags: int = 0) -> Adviser:
    """What a process of the service has to advise; two receivers, to whom nothing is sent."""
    given = {"DATABASE_URL": database.url, "ALERT_URLS": ("json://127.0.0.1:9",) * 2, "ALERT_LANGUAGE": "en"}
    settings = Settings(**given)
    return Adviser(Observer(lambda: [stored], feedback, enough_flags), feedback, Alerts(settings), settings)


def told(feedback: Feedback) -> list[tuple[str, str]]:
    with feedback.reading() as connection:
        rows = connection.execute(select(outbox.c.subject, outbox.c.body).order_by(outbox.c.id))
        return [(row.subject, row.body) for row in rows]


def review(feedback: Feedback) -> None:
    """Flag a prediction, and accept the flag."""
    flag = feedback.flag(recorded(feedback, datetime.now(UTC)), 0, "")[0].id
    Reviews(feedback).give([flag], "ada", "accept")


def test_flags_that_nobody_reviewed_are_never_enough(
    database: Database, feedback: Feedback, stored: Stored
) -> None:
    feedback.flag(recorded(feedback, datetime.now(UTC)), 0, "")
    assert adviser(database, feedback, stored, enough_flags=1).advise() == 0


def test_enough_reviewed_flags_are_told_to_each_receiver_once_over_restarts(
    database: Database, feedback: Feedback, stored: Stored
) -> None:
    review(feedback)
    assert adviser(database, feedback, stored, enough_flags=1).advise() == 2
    assert adviser(database, feedback, stored, enough_flags=1).advise() == 0
    body = "Flagged predictions reviewed since it was trained: 1.\n"
    assert told(feedback) == [("Training again is recommended: logreg:a", body)] * 2


def test_a_recommendation_arrives(sqlite: Sqlite, stored: Stored) -> None:
    mailbox = Mailbox().start()
    settings = Settings(DATABASE_URL=sqlite.url, ALERT_URLS=(mailbox.url,), ALERT_LANGUAGE="en")
    with running(sqlite) as feedback:
        review(feedback)
        alerts = Alerts(settings)
        alerts.start()
        Adviser(Observer(lambda: [stored], feedback, 1), feedback, alerts, settings).advise()
        mailbox.wait(1)
        alerts.close()
    mailbox.stop()
    assert mailbox.subjects == ["Training again is recommended: logreg:a"]


def test_tweets_that_differ_from_validation_are_told(
    database: Database, feedback: Feedback, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkup, "ENOUGH", 40)
    for number in range(40):
        recorded(feedback, datetime.now(UTC), "logreg:a", text=f"le train numéro {number} est en retard")
    assert adviser(database, feedback, stored).advise() == 2
    assert "another language" in told(feedback)[0][1]


def test_few_tweets_recommend_nothing(database: Database, feedback: Feedback, stored: Stored) -> None:
    recorded(feedback, datetime.now(UTC), "logreg:a", text="le train est en retard")
    assert adviser(database, feedback, stored).advise() == 0


def test_a_model_without_a_reference_says_why_it_is_not_judged(feedback: Feedback, stored: Stored) -> None:
    (stored.folder / reference.NAME).unlink()
    (found,) = Observer(lambda: [stored], feedback, 0).checkups()
    assert "is missing, so drift cannot be measured" in str(found.health("en").problem)
