"""The predictions that nobody flagged and that a model would learn most from, were they labelled."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import exists, select

from bentos.records.feedback import Feedback
from bentos.records.tables import flags, predictions
from bentos.text import normalise

Why = Literal["models disagree", "unsure"]

NEWEST = 5_000  # predictions that are looked at
UNSURE = 0.6  # confidence below which a model is


@dataclass(frozen=True)
class Suggestion:
    """A prediction to label, and why; `prediction`: 0 Negative, 1 Positive."""

    prediction_id: str
    text: str
    model: str
    prediction: Literal[0, 1]
    confidence: float
    why: Why


def suggestions(feedback: Feedback, most: int) -> list[Suggestion]:
    """At most so many, one a tweet: where models disagree, then where one was unsure, the least sure first.

    Uncertainty and committee disagreement are the classic measures (Settles 2009, Active Learning Literature
    Survey). Raises FeedbackUnavailable.
    """
    query = (
        select(predictions)
        .where(~exists().where(flags.c.prediction_id == predictions.c.id))
        .order_by(predictions.c.created.desc())
        .limit(NEWEST)
    )
    with feedback.reading() as connection:
        rows = connection.execute(query).all()
    said: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        said[row.comparison_id or row.id].add(row.prediction)
    found = [
        Suggestion(
            prediction_id=row.id,
            text=row.text,
            model=row.model,
            prediction=row.prediction,
            confidence=row.confidence,
            why="models disagree" if disagree else "unsure",
        )
        for row in rows
        if (disagree := len(said[row.comparison_id or row.id]) > 1) or row.confidence < UNSURE
    ]
    found.sort(key=lambda each: (each.why != "models disagree", each.confidence))
    return _one_a_tweet(found)[:most]


def _one_a_tweet(found: Sequence[Suggestion]) -> list[Suggestion]:
    first: dict[str, Suggestion] = {}
    for each in found:
        first.setdefault(normalise(each.text), each)
    return list(first.values())
