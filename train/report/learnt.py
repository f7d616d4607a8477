"""Which of a report's tweets the models have learnt: of those, figures are too good."""

import logging
from collections.abc import Sequence

from bentos.store import Stored
from bentos.text import normalise
from train import accepted, base
from train.base import Source
from train.fitted import TrainingError
from train.report.tweets import Tweets
from train.rows import Rows

log = logging.getLogger("train.report")


def warnings(stored: Sequence[Stored], tweets: Tweets) -> list[str]:
    """A sentence on each model that has learnt some of the tweets, or of which nobody can tell."""
    fingerprint = Rows(tweets.texts, tweets.labels).fingerprint()
    known: dict[object, int | None] = {}
    said: list[str] = []
    for model in stored:
        lineage = model.card.lineage
        if lineage.test_fingerprint == fingerprint:
            continue  # no text of the test stands in training
        key = (lineage.data, lineage.rows["train"], lineage.data_fingerprint)
        if key not in known:
            known[key] = _learnt(model, tweets)
        if count := known[key]:
            said.append(
                f"{model.version} has learnt {count:,} of these {len(tweets):,} tweets, "
                "or was chosen by them: its figures here are too good."
            )
        elif count is None:
            said.append(
                f"Nobody knows whether {model.version} has learnt some of these tweets: it was tested on "
                "others, and the data that it was trained on are not where they were, or not as they were."
            )
    return said


def _learnt(model: Stored, tweets: Tweets) -> int | None:
    """How many of the tweets stand in a model's training and validation rows; None where nobody knows."""
    log.info("Looking for these tweets in the training data of %s", model.version)
    try:
        split = base.rows_of(model, Source())
        flagged = _flagged(model)
    except TrainingError:
        return None
    if flagged is None:
        return None
    return len({*split.train.texts, *split.validation.texts, *flagged}.intersection(tweets.texts))


def _flagged(model: Stored) -> list[str] | None:
    """The texts of the flags that a model learnt from; None where some are in the database no more."""
    wanted = model.card.retraining.flags if model.card.retraining else ()
    if not wanted:
        return []
    known = {flag.id: flag.text for flag in accepted.stored()}
    if not known.keys() >= set(wanted):
        return None
    return [normalise(known[flag]) for flag in wanted]
