"""The stream of tweets that a champion was not trained for: some are flagged, the others only measured."""

import json
from pathlib import Path

import numpy as np

from bentos import models, store
from bentos.records.feedback import Feedback
from bentos.records.reviews import Reviews
from bentos.settings import Family, settings
from tests.conftest import own_home
from train.data import labelled
from train.rows import Rows

FLAGGED = 2_000  # tweets
SEED = 13


def divide(path: Path, folder: Path) -> tuple[Rows, Path]:
    """2,000 tweets of a labelled file, drawn at random, and a file of the others; none is neutral."""
    rows = labelled(str(path))
    order = np.random.default_rng(SEED).permutation(len(rows))
    flagged, rest = (
        Rows([rows.texts[index] for index in chosen], rows.labels[chosen])
        for chosen in (order[:FLAGGED], order[FLAGGED:])
    )
    others = folder / "others.jsonl"
    pairs = zip(rest.texts, rest.labels.tolist(), strict=True)
    others.write_text("".join(json.dumps({"text": text, "label": label}) + "\n" for text, label in pairs))
    return flagged, others


def flag(home: Path, family: Family, rows: Rows, *, inverted: bool = False) -> int:
    """Flag what the champion of a home gets wrong, and accept it; how many flags."""
    with own_home(home):
        champion = store.load(store.resolve(family))
        classifier = models.load(family, champion.folder, champion.card.weights)
        predicted = models.predict(classifier, champion.card.calibration, rows.texts)
        wrong = np.flatnonzero(predicted.argmax(axis=1) != rows.labels)
        feedback = Feedback(settings().database)
        feedback.start()
        ids = []
        for index in wrong:
            prediction, confidence = int(predicted[index].argmax()), float(predicted[index].max())
            name = f"airline-{index}"
            feedback.record(name, None, rows.texts[index], champion.version, prediction, confidence, {})
            label = int(rows.labels[index])
            ids.append(feedback.flag(name, 1 - label if inverted else label, "")[0].id)
        Reviews(feedback).give(ids, "script", "accept", "the reviews' own labels")
        feedback.close()
    return len(ids)
