"""A teacher: what a better model thinks of the training tweets, learnt together with their labels."""

import logging
import os
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bentos import models, store
from bentos.card import CardError
from bentos.settings import settings
from bentos.store import Stored
from train.evaluate import all_logits
from train.fitted import TrainingError
from train.rows import Rows, Split

# Of what is learnt, the share that is the teacher's opinion; the rest is the label.
SHARE = 0.7

log = logging.getLogger(__name__)


def taught(split: Split, teacher: str) -> Split:
    """The split with opinions for its training rows: SHARE of the teacher's probability, the rest the label.

    Distillation (Hinton et al. 2015, Distilling the Knowledge in a Neural Network; for an LSTM Tang et al.
    2019): where the label of an emoticon is wrong or the tweet leaves it open, the teacher says so. `teacher`
    is FAMILY or FAMILY:VERSION. Raises TrainingError where it is not in the store.
    """
    try:
        stored = store.load(store.resolve(teacher))
    except CardError as error:
        raise TrainingError(f"The teacher cannot be loaded: {error}") from error
    if stored.card.lineage.test_fingerprint != split.test.fingerprint():
        log.warning(
            "%s was tested on other tweets; if it was trained on some of these, the figures flatter.",
            stored.version,
        )
    chances = _chances(stored, split.train)
    opinions = SHARE * chances + (1 - SHARE) * split.train.labels
    return replace(
        split, train=replace(split.train, opinions=opinions.astype(np.float32)), teacher=stored.tag
    )


def _chances(teacher: Stored, train: Rows) -> NDArray[np.float32]:
    """(n,) float32 chances of Positive by the teacher.

    They are kept, in the order of the texts: they take minutes, and several families ask for them.
    """
    path = settings().home / "opinions" / f"{teacher.tag.replace(':', '-')}-{train.fingerprint()}.npy"
    order = np.array(sorted(range(len(train)), key=train.texts.__getitem__))
    chances = np.empty(len(train), np.float32)
    try:
        kept = np.load(path)
        if kept.shape != chances.shape:
            raise ValueError(f"it holds {kept.size:,} opinions on {len(train):,} tweets")
        chances[order] = kept
    except FileNotFoundError:
        pass
    except (OSError, EOFError, ValueError) as error:
        log.warning("%s cannot be read (%s); %s is asked again", path, error, teacher.version)
    else:
        return chances
    card = teacher.card
    classifier = models.load(card.family, teacher.folder, card.weights)
    logits = all_logits(classifier, train.texts, lambda done: log.info("%s: %s", teacher.version, done))
    chances = card.calibration.probabilities(logits)[:, 1]
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.npy")
    np.save(part, chances[order])
    part.replace(path)
    return chances
