"""Stores of flags for the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from bentos.feedback import Feedback
from tests.bentos.databases import Database


@contextmanager
def running(database: Database) -> Iterator[Feedback]:
    feedback = Feedback(database.url)
    feedback.start()
    try:
        yield feedback
    finally:
        feedback.close()


def predict(feedback: Feedback, tweet: str = "Great, the train is late again.") -> str:
    """Record a prediction; its id."""
    prediction_id = uuid4().hex
    feedback.record(prediction_id, None, tweet, "bert:a1", 1, 0.75, {"Negative": 0.25, "Positive": 0.75})
    return prediction_id
