"""The calibrated cascade: which of two models answers a tweet, and the card that says so."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from bentos.card import CardError, Frozen, Provenance
from bentos.settings import Family

NAME = "cascade.json"
LINEAR: Family = "logreg"
TRANSFORMER: Family = "bert"
PAIR = (LINEAR, TRANSFORMER)

Failure = Literal["deadline", "overloaded", "unavailable"]
Route = Literal["sure", "unsure", "deadline", "overloaded", "unavailable", "alone", "unfitted"]
BY_TRANSFORMER: frozenset[Route] = frozenset({"unsure", "alone"})


class Point(Frozen):
    """What a cascade does at one threshold, as measured on labelled tweets."""

    threshold: float = Field(description="the linear model answers where its confidence is above it")
    share: float = Field(description="share of the tweets that the linear model answers, 0 to 1")
    accuracy: float
    gap: float = Field(description="accuracy of the transformer alone less that of the cascade")
    gap_bound: float = Field(description="upper confidence bound of the gap, at 99 %")
    cost: float = Field(description="time for a tweet, the transformer alone being 1")


class Cascade(Frozen):
    """`cascade.json`: the threshold, the two models that it was chosen for, and what it was chosen by.

    `pins` are the exact tags of those two models: with any other, the confidences mean something else.
    `confirmed` says whether `gap_bound`, or, with too few tweets for that, `gap` alone keeps to the
    tolerance. `accuracy` maps a split to that of either model alone.
    """

    pins: dict[Family, str]
    threshold: float
    tolerance: float
    confirmed: bool
    milliseconds_per_tweet: dict[Family, float]
    accuracy: dict[str, dict[Family, float]]
    validation: Point
    test: Point
    frontier: tuple[Point, ...]
    lineage: Provenance


def sure(confidence: float, threshold: float) -> bool:
    """Whether the linear model answers: Chow's rule (1970, On Optimum Recognition Error and Reject Tradeoff).

    A threshold of 1 lets it answer nothing.
    """
    return confidence > threshold


def route(confidence: float | None, threshold: float, failure: Failure | None) -> Route:
    """How a tweet is answered: by the transformer on the routes BY_TRANSFORMER, else by the linear model.

    `confidence` is the linear model's, None where it gave no answer; `failure` is why the transformer
    gave none. Where there is no cascade, the route is `unfitted` instead.
    """
    if confidence is None:
        return "alone"
    if sure(confidence, threshold):
        return "sure"
    return failure or "unsure"


def check(cascade: Cascade, tags: Mapping[Family, str]) -> None:
    """Raise CardError unless the cascade was fitted for exactly these models, given their tags."""
    for family, pin in cascade.pins.items():
        if tags.get(family) != pin:
            raise CardError(
                f"The cascade was fitted for {pin}, and the {family} model that is served is "
                f"{tags.get(family, 'none')}; fit one with `sentiment cascade`."
            )


def write(cascade: Cascade, folder: Path) -> None:
    """Write `cascade.json`."""
    (folder / NAME).write_text(cascade.model_dump_json(indent=2) + "\n", encoding="utf-8")


def read(folder: Path) -> Cascade:
    """Read `cascade.json`. Raises CardError."""
    path = folder / NAME
    try:
        return Cascade.model_validate_json(path.read_bytes())
    except OSError as error:
        raise CardError(
            f"{path} cannot be read ({error.strerror}); run `sentiment cascade` again."
        ) from error
    except ValidationError as error:
        raise CardError(
            f"{path} does not describe a cascade ({error.errors()[0]['msg']}); run `sentiment cascade` again."
        ) from error
