"""Stores of flags for the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert

from bentos.records.feedback import Feedback
from bentos.records.tables import predictions
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


def recorded(
    feedback: Feedback,
    created: datetime,
    model: str = "bert:a1",
    prediction: int = 1,
    comparison: str | None = None,
    text: str = "Great, the train is late again.",
    confidence: float = 0.75,
) -> str:
    """Put a prediction into the table that was made at another time; its id."""
    row = {
        "id": uuid4().hex,
        "comparison_id": comparison,
        "created": created,
        "text": text,
        "model": model,
        "prediction": prediction,
        "confidence": confidence,
        "probabilities": {},
    }
    with feedback.writing() as connection:
        connection.execute(insert(predictions), row)
    return str(row["id"])
