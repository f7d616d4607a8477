"""A home with a champion, and flags on what it gets wrong, accepted by a reviewer."""

import json
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import numpy as np

from bentos import models, store
from bentos.records.feedback import Feedback
from bentos.records.reviews import Reviews
from bentos.settings import settings
from tests.train import tweets
from train import run
from train.data import load
from train.fitted import Options

_SLANG = {"sick": 1, "fire": 1, "cringe": 0, "mid": 0}  # words that the champion has never read
_THINGS = ("phone", "coffee", "train", "song", "flight", "weather", "team", "parcel", "movie", "boss")
_PLACES = ("at home", "in town", "this morning", "after work")

SAID = [
    (f"such a {word} {thing} {place}", label)
    for word, label in _SLANG.items()
    for thing, place in product(_THINGS, _PLACES)
]


def write(folder: Path, count: int = 600) -> Path:
    """A file of invented tweets in `folder`."""
    rows = tweets.rows(0, count)
    path = folder / "tweets.jsonl"
    pairs = zip(rows.texts, rows.labels.tolist(), strict=True)
    path.write_text("".join(json.dumps({"text": text, "label": label}) + "\n" for text, label in pairs))
    return path


def train(path: Path) -> str:
    """Train a champion on a file, in this process's home; its tag."""
    return run.train("logreg", load([str(path)]), Options(seed=5)).tag


def flag(said: Sequence[tuple[str, int]] = SAID, *, inverted: bool = False) -> list[str]:
    """Flag what the champion gets wrong of labelled tweets, and accept it; the ids.

    The predictions have the ids 0, 1, 2, … `inverted` flags give each tweet the label that it has not.
    """
    champion = store.load(store.resolve("logreg"))
    classifier = models.load("logreg", champion.folder, champion.card.weights)
    texts = [text for text, _ in said]
    predicted = models.predict(classifier, champion.card.calibration, texts)
    labels = np.array([label for _, label in said])
    feedback = Feedback(settings().database)
    feedback.start()
    ids = []
    for number, index in enumerate(np.flatnonzero(predicted.argmax(axis=1) != labels)):
        prediction, confidence = int(predicted[index].argmax()), float(predicted[index].max())
        feedback.record(str(number), None, texts[index], champion.version, prediction, confidence, {})
        label = int(labels[index])
        ids.append(feedback.flag(str(number), 1 - label if inverted else label, "")[0].id)
    Reviews(feedback).give(ids, "ada", "accept")
    feedback.close()
    return ids
