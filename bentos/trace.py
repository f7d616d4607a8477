"""From a prediction to the model, the run, the data, the flags and the commit behind it, and onwards."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select

from bentos import card as cards
from bentos import store
from bentos.card import LABELS, Card, CardError
from bentos.records.feedback import Feedback, UnknownPrediction
from bentos.records.reviews import Review, Reviews
from bentos.records.tables import flags, predictions
from bentos.settings import FAMILIES


@dataclass(frozen=True)
class Flagged:
    """A flag of the prediction: its reviews, and the models, `family:version`, that learnt from it."""

    id: str
    label: Literal[0, 1]
    reviews: tuple[Review, ...]
    learnt_by: tuple[str, ...]


@dataclass(frozen=True)
class Trace:
    """A prediction, where it came from and what became of it.

    `card` is that of its `model`; where the store has it no more, `missing` says so.
    """

    prediction_id: str
    created: datetime
    text: str
    prediction: Literal[0, 1]
    confidence: float
    model: str
    card: Card | None
    missing: str | None
    flags: tuple[Flagged, ...]


def trace(prediction_id: str, feedback: Feedback) -> Trace:
    """Follow a prediction. Raises UnknownPrediction, FeedbackUnavailable."""
    with feedback.reading() as connection:
        wanted = select(predictions).where(predictions.c.id == prediction_id)
        # What was predicted a moment ago is not written yet.
        row = connection.execute(wanted).mappings().first() or feedback.queued(prediction_id)
        if row is None:
            raise UnknownPrediction(prediction_id)
        given = connection.execute(
            select(flags.c.id, flags.c.label)
            .where(flags.c.prediction_id == prediction_id)
            .order_by(flags.c.created)
        ).all()
    ids = [flag.id for flag in given]
    reviews = Reviews(feedback).standing(ids) if ids else []
    learnt = _learnt() if ids else {}
    card, missing = _card(row["model"])
    return Trace(
        prediction_id=prediction_id,
        created=row["created"],
        text=row["text"],
        prediction=row["prediction"],
        confidence=row["confidence"],
        model=row["model"],
        card=card,
        missing=missing,
        flags=tuple(
            Flagged(
                id=flag.id,
                label=flag.label,
                reviews=tuple(each for each in reviews if each.flag_id == flag.id),
                learnt_by=tuple(model for model, known in learnt.items() if flag.id in known),
            )
            for flag in given
        ),
    )


def record(trace: Trace) -> dict[str, Any]:
    """A trace as a JSON-ready object: what the command line prints and the page shows."""
    found: dict[str, Any] = {
        "text": trace.text,
        "predicted": LABELS[trace.prediction],
        "confidence": round(trace.confidence, 4),
        "created": trace.created.isoformat(),
        "model": trace.model,
    }
    if trace.card is None:
        found["missing"] = trace.missing
    else:
        origin, retraining = trace.card.lineage, trace.card.retraining
        found |= {
            "run": origin.run_id,
            "data": list(origin.data),
            "training data": origin.data_fingerprint,
            "test data": origin.test_fingerprint,
            "commit": origin.git_commit,
            "trained": origin.created,
        }
        if retraining:
            found |= {
                "retrained from": retraining.parent,
                "data without flags": retraining.base_fingerprint,
                "learnt from flags": list(retraining.flags),
            }
    found["its flags"] = [_flag(flag) for flag in trace.flags]
    return found


def _flag(flag: Flagged) -> dict[str, Any]:
    return {
        "id": flag.id,
        "label": LABELS[flag.label],
        "reviews": [
            {
                "reviewer": each.reviewer,
                "verdict": each.verdict,
                "reason": each.reason,
                "created": each.created.isoformat(),
            }
            for each in flag.reviews
        ],
        "learnt by": list(flag.learnt_by),
    }


def _card(model: str) -> tuple[Card | None, str | None]:
    try:
        return cards.parse(store.folder(f"{store.PREFIX}{model}")), None
    except CardError as error:
        return None, str(error)


def _learnt() -> dict[str, frozenset[str]]:
    """The ids of the flags that each model of the store learnt from."""
    found = {}
    for family in FAMILIES:
        for tag in store.versions(family):
            card, _ = _card(tag.removeprefix(store.PREFIX))
            if card and card.retraining:
                found[tag.removeprefix(store.PREFIX)] = frozenset(card.retraining.flags)
    return found
