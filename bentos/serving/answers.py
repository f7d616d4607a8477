"""From probabilities and models to what the API answers."""

from collections.abc import Sequence
from uuid import uuid4

from bentos.card import LABELS
from bentos.cascade import Route
from bentos.contracts import (
    BatchItem,
    CascadeDescription,
    Comparison,
    ContractError,
    ModelDescription,
    ModelFailure,
    Prediction,
)
from bentos.sentences import Language, sentence
from bentos.store import Stored, StoredCascade

Answer = Prediction | ContractError


def decide(positive: float, model: str, milliseconds: float) -> Prediction:
    """The prediction that follows from the probability of Positive, under a new id."""
    positive = round(positive, 6)
    negative = round(1 - positive, 6)
    label = int(positive > negative)
    return Prediction(
        prediction=label,
        sentiment=LABELS[label],
        confidence=max(positive, negative),
        probabilities={"Negative": negative, "Positive": positive},
        model=model,
        prediction_id=uuid4().hex,
        milliseconds=milliseconds,
    )


def routed(made: Prediction, route: Route, language: Language, **values: object) -> Prediction:
    """The prediction as `auto` gives it: with its route, and with the route's sentence, filled in."""
    reason = sentence(f"route_{route}", language, **values)
    return made.model_copy(update={"route": route, "reason": reason})


def compare(models: Sequence[str], answers: Sequence[Answer], language: Language) -> Comparison:
    """What the models say of one tweet, without its words; raises the first error if none answered."""
    predictions = [answer for answer in answers if isinstance(answer, Prediction)]
    failures = [
        (model, answer)
        for model, answer in zip(models, answers, strict=True)
        if isinstance(answer, ContractError)
    ]
    if not predictions:
        raise failures[0][1]
    return Comparison(
        predictions=predictions,
        failures=[ModelFailure(model=model, detail=error.sentence(language)) for model, error in failures],
        agree=len({prediction.prediction for prediction in predictions}) == 1,
        words=[],
    )


def item(answer: Answer, language: Language) -> BatchItem:
    """One item of a batch's response."""
    if isinstance(answer, ContractError):
        return BatchItem(detail=answer.sentence(language))
    return BatchItem(prediction=answer)


def describe(stored: Stored, *, default: bool) -> ModelDescription:
    """A served model as `/models/` describes it."""
    card = stored.card
    return ModelDescription(
        family=card.family,
        model=stored.version,
        tag=stored.tag,
        default=default,
        weights=card.weights,
        metrics=card.metrics,
        training_seconds=card.training_seconds,
        milliseconds_per_tweet=card.milliseconds_per_tweet,
        size_bytes=card.size_bytes,
        lineage=card.lineage,
    )


def describe_cascade(stored: StoredCascade, *, default: bool, deadline_ms: int) -> CascadeDescription:
    """The cascade as `/models/` describes it."""
    card = stored.card.model_dump()
    return CascadeDescription(**card, tag=stored.tag, default=default, deadline_ms=deadline_ms)
