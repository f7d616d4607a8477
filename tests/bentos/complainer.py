"""A process that records negative tweets and is gone before any message is sent."""

from typing import Any
from uuid import uuid4

from bentos.alerts.alerts import Alerts
from bentos.records.feedback import Feedback
from bentos.settings import Settings

_TWEET = "@AirFrance lost my bag again"


def made(url: str, receiver: str, **settings: Any) -> tuple[Feedback, Alerts]:
    """What a process of the service has to record and to alert; `receiver` is a URL."""
    given = {"DATABASE_URL": url, "ALERT_URLS": (receiver,), "ALERT_LANGUAGE": "en", **settings}
    alerts = Alerts(Settings(**given))
    return Feedback(url, alerts), alerts


def complain(feedback: Feedback, times: int) -> None:
    """Record negative predictions."""
    for _ in range(times):
        probabilities = {"Negative": 0.75, "Positive": 0.25}
        feedback.record(uuid4().hex, None, _TWEET, "logreg:a1", 0, 0.75, probabilities)


def record_and_end(url: str, receiver: str) -> None:
    """Record two negative predictions, and end."""
    feedback, _ = made(url, receiver)
    feedback.start()
    complain(feedback, 2)
    feedback.close()
