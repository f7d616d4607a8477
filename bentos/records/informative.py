"""The predictions that nobody flagged and that a model would learn most from, were they labelled."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from math import comb
from typing import Any, Literal

import numpy as np
from sqlalchemy import exists, select

from bentos.contracts import UNSURE
from bentos.records.feedback import Feedback
from bentos.records.tables import flags, predictions
from bentos.slices import Kind, kinds
from bentos.text import normalise

Why = Literal["models disagree", "unsure", "under-sampled"]

NEWEST = 5_000  # predictions that are looked at
SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Suggestion:
    """A prediction to label, and why; `prediction`: 0 Negative, 1 Positive.

    `kind` is the under-sampled kind of tweets that it is of.
    """

    prediction_id: str
    text: str
    model: str
    prediction: Literal[0, 1]
    confidence: float
    why: Why
    kind: Kind | None = None


def suggestions(feedback: Feedback, most: int) -> list[Suggestion]:
    """At most so many tweets that nobody flagged, for three reasons in turn, the least sure first.

    Models disagree on it; one was unsure; it is of a kind of which too few were flagged. Disagreement of a
    committee and uncertainty are the classic measures (Settles 2009, Active Learning Literature Survey); the
    third keeps the labels from leaving out what no model finds hard. Raises FeedbackUnavailable.
    """
    labelled = exists().where(flags.c.prediction_id == predictions.c.id).label("labelled")
    query = select(predictions, labelled).order_by(predictions.c.created.desc()).limit(NEWEST)
    with feedback.reading() as connection:
        rows = connection.execute(query).all()
    said: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        said[normalise(row.text)].append(row)
    rare = _under_sampled(said)
    found: dict[Why, list[Suggestion]] = {"models disagree": [], "unsure": [], "under-sampled": []}
    for text, same in said.items():
        row = min(same, key=lambda each: each.confidence)
        if any(each.labelled for each in same):
            continue
        if len({each.prediction for each in same}) > 1:
            found["models disagree"].append(_suggestion(row, "models disagree"))
        elif row.confidence < UNSURE:
            found["unsure"].append(_suggestion(row, "unsure"))
        elif kind := rare.get(text):
            found["under-sampled"].append(_suggestion(row, "under-sampled", kind))
    for reason in found.values():
        reason.sort(key=lambda each: each.confidence)
    in_turn = chain.from_iterable(zip_longest(*found.values()))
    return list(islice(filter(None, in_turn), most))


def _suggestion(row: Any, why: Why, kind: Kind | None = None) -> Suggestion:
    return Suggestion(row.id, row.text, row.model, row.prediction, row.confidence, why, kind)


def _under_sampled(said: Mapping[str, Sequence[Any]]) -> dict[str, Kind]:
    """The normalised texts, of those given with their predictions, that are of an under-sampled kind.

    A kind is under-sampled where so few of its n tweets are labelled that chance explains it in less than
    SIGNIFICANT of the cases (Fisher's exact test). Of several such kinds, a tweet has the one that chance
    explains worst.
    """
    labelled = np.array([any(each.labelled for each in same) for same in said.values()], dtype=np.bool_)
    if not labelled.any():
        return {}
    texts = list(said)
    members = kinds([same[0].text for same in said.values()], texts)
    chances: list[tuple[float, Kind]] = [
        (chance(int(labelled[chosen].sum()), len(texts), int(labelled.sum()), int(chosen.sum())), kind)
        for kind, chosen in members.items()
    ]
    found: dict[str, Kind] = {}
    for low, kind in sorted(chances):
        if low < SIGNIFICANT:
            for position in np.flatnonzero(members[kind]):
                found.setdefault(texts[position], kind)
    return found


def chance(found: int, n: int, labelled: int, drawn: int) -> float:
    """How likely at most `found` labelled ones are among `drawn` of n, of which so many are labelled.

    The lower tail of the hypergeometric distribution. Importing scipy's takes seconds, in which the whole
    gateway is slow.
    """
    ways = sum(comb(labelled, each) * comb(n - labelled, drawn - each) for each in range(found + 1))
    return ways / comb(n, drawn)
