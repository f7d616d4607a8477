"""All that a report tells, found in one pass over a labelled file."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from bentos.store import Stored
from train.fitted import TrainingError
from train.report import answers as asking
from train.report import behaviour, bias, calibration, errors, figures, pairs, slices
from train.report.answers import Answers
from train.report.behaviour import Result
from train.report.bias import Bias
from train.report.calibration import Band, Bin
from train.report.errors import Errors
from train.report.figures import Figures
from train.report.pairs import Pair
from train.report.slices import Slice
from train.report.tweets import Tweets

log = logging.getLogger("train.report")


@dataclass(frozen=True)
class Judged:
    """A model on the tweets; `confusion` counts (2, 2) labels by predictions."""

    answers: Answers
    figures: Figures
    confusion: NDArray[np.int64]
    diagram: list[Bin]
    bands: list[Band]

    @property
    def name(self) -> str:
        """The model's family."""
        return self.answers.model.family


@dataclass(frozen=True)
class Findings:
    """What is found of every champion, in the order of the families."""

    tweets: Tweets
    models: list[Judged]
    pairs: list[Pair]
    slices: list[Slice]
    errors: Errors
    bias: Bias
    behaviour: list[Result]


def find(stored: Sequence[Stored], tweets: Tweets) -> Findings:
    """Ask every champion about the tweets. Raises TrainingError where one label alone stands in them."""
    if len(np.unique(tweets.labels)) < 2:
        raise TrainingError(
            f"{tweets.source} has {len(tweets):,} usable tweets and not both labels; "
            "give more tweets, negative and positive ones."
        )
    models = [_judge(asking.load(each), tweets) for each in stored]
    right = [each.answers.predicted == tweets.labels for each in models]
    log.info("Comparing %s models", len(models))
    compared = pairs.compare([each.name for each in models], right)
    log.info("Looking for kinds of tweets")
    sliced = slices.measure(slices.kinds(tweets), right)
    log.info("Weighing the words of errors")
    wrong = errors.find(tweets, [each.answers for each in models])
    log.info("Asking about names, pronouns and what any model should know")
    asked = [each.answers.model for each in models]
    return Findings(tweets, models, compared, sliced, wrong, bias.measure(asked), behaviour.measure(asked))


def _judge(model: asking.Model, tweets: Tweets) -> Judged:
    name = model.stored.version
    log.info("Asking %s about %s tweets", name, f"{len(tweets):,}")
    answers = asking.ask(model, tweets.texts, partial(log.info, "%s: %s", name))
    confusion = np.zeros((2, 2), dtype=np.int64)
    np.add.at(confusion, (tweets.labels, answers.predicted), 1)
    return Judged(
        answers,
        figures.measure(tweets.labels, answers.positive),
        confusion,
        calibration.diagram(tweets.labels, answers.positive),
        calibration.bands(tweets.labels, answers.positive),
    )
