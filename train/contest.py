"""The contest: champion and challenger measured on the same tweets, in turns, and judged at the gate."""

import logging
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bentos.models import Classifier, load
from bentos.settings import settings
from bentos.store import Stored
from train.evaluate import all_logits, milliseconds_per_tweet
from train.gate import Contender, Line, judge
from train.reviewed import Reviewed
from train.rows import Rows

_ROUNDS = 3  # of timing, in turns, so that what slows the machine slows both

log = logging.getLogger(__name__)


def hold(champion: Stored, challenger: Stored, test: Rows, reviewed: Reviewed) -> tuple[Line, ...]:
    """Measure both as they are served, on the test rows and the reviewed ones; the lines of the gate."""
    log.info("Holding %s against %s on %s tweets", challenger.tag, champion.tag, f"{len(test):,}")
    pair = (champion, challenger)
    classifiers = [load(each.card.family, each.folder, each.card.weights) for each in pair]
    spent = _milliseconds(classifiers, test)
    before, after = (
        _contender(each, classifier, milliseconds, test, reviewed)
        for each, classifier, milliseconds in zip(pair, classifiers, spent, strict=True)
    )
    margin = settings().gate_margin
    return judge(before, after, test, reviewed.regressions, reviewed.learnt, margin=margin)


def _contender(
    model: Stored, classifier: Classifier, milliseconds: float, test: Rows, reviewed: Reviewed
) -> Contender:
    def asked(rows: Rows) -> NDArray[np.float32]:
        return model.card.calibration.probabilities(all_logits(classifier, rows.texts))

    return Contender(
        test=asked(test),
        regressions=asked(reviewed.regressions),
        learnt=asked(reviewed.learnt),
        milliseconds_per_tweet=milliseconds,
        size_bytes=model.card.size_bytes,
    )


def _milliseconds(classifiers: Sequence[Classifier], rows: Rows) -> list[float]:
    """The ms per tweet of each, of its fastest round."""
    rounds = [
        [milliseconds_per_tweet(classifier, rows.texts) for classifier in classifiers] for _ in range(_ROUNDS)
    ]
    return [min(times) for times in zip(*rounds, strict=True)]
