"""All that a report tells, found in one pass over a labelled file."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from bentos.contracts import UNSURE
from bentos.monitoring.drift import Drift
from bentos.store import Stored
from train.fitted import TrainingError
from train.report import answers as asking
from train.report import behaviour, bias, calibration, errors, figures, learnt, pairs, quality, slices
from train.report import runs as training
from train.report.answers import Answers
from train.report.behaviour import Result
from train.report.bias import Bias
from train.report.calibration import Band, Bin
from train.report.errors import Errors
from train.report.figures import Figures
from train.report.pairs import Pair
from train.report.quality import Quality
from train.report.runs import Run
from train.report.slices import Slice
from train.report.tweets import Tweets

log = logging.getLogger("train.report")


@dataclass(frozen=True)
class Judged:
    """A model on the tweets; `confusion` counts (2, 2) labels by predictions.

    `chance` is the calibration error that its probabilities would show if they meant what they say.
    """

    answers: Answers
    figures: Figures
    chance: float
    confusion: NDArray[np.int64]
    diagram: list[Bin]
    bands: list[Band]

    @property
    def name(self) -> str:
        """The model's family."""
        return self.answers.model.family


@dataclass(frozen=True)
class Findings:
    """What is found of every champion, in the order of the families.

    `warnings` are sentences on the models that have, or may have, learnt some of the tweets. `other` is a
    second file, if one was given, and `drift` how its tweets differ from the first's. `older_runs` tells
    whether there are more than `runs`.
    """

    tweets: Tweets
    warnings: list[str]
    models: list[Judged]
    pairs: list[Pair]
    slices: list[Slice]
    errors: Errors
    bias: Bias
    behaviour: list[Result]
    quality: Quality
    other: Quality | None
    drift: Drift | None
    runs: list[Run]
    older_runs: bool


def find(stored: Sequence[Stored], tweets: Tweets, beside: Tweets | None = None) -> Findings:
    """Ask every champion about the tweets, and compare these with a second file.

    Raises TrainingError where one label alone stands in them, and where MLflow's store does not answer.
    """
    if len(np.unique(tweets.labels)) < 2:
        raise TrainingError(
            f"{tweets.source} has {len(tweets):,} usable tweets and not both labels; "
            "give more tweets, negative and positive ones."
        )
    runs, older = training.known(stored)
    warnings = learnt.warnings(stored, tweets)
    for warning in warnings:
        log.warning(warning)
    models = [_judge(asking.load(each), tweets) for each in stored]
    asked = [each.answers.model for each in models]
    right = [each.answers.predicted == tweets.labels for each in models]
    log.info("Describing the tweets")
    kinds = slices.kinds(tweets)
    described = quality.describe(tweets, kinds)
    other = drift = None
    if beside is not None:
        log.info("Describing the %s tweets of the second file", f"{len(beside):,}")
        quickest = min(models, key=lambda each: each.answers.alone).answers.model
        other, drift = quality.compare(quickest, tweets, beside)
    log.info("Comparing %s models, and weighing the words of their errors", len(models))
    return Findings(
        tweets=tweets,
        warnings=warnings,
        models=models,
        pairs=pairs.compare([each.name for each in models], right),
        slices=slices.measure(kinds, right),
        errors=errors.find(tweets, [each.answers for each in models]),
        bias=bias.measure(asked),
        behaviour=behaviour.measure(asked),
        quality=described,
        other=other,
        drift=drift,
        runs=runs,
        older_runs=older,
    )


def _judge(model: asking.Model, tweets: Tweets) -> Judged:
    name = model.stored.version
    log.info("Asking %s about %s tweets", name, f"{len(tweets):,}")
    answers = asking.ask(model, tweets.texts, partial(log.info, "%s: %s", name))
    confusion = np.zeros((2, 2), dtype=np.int64)
    np.add.at(confusion, (tweets.labels, answers.predicted), 1)
    bands = calibration.bands(tweets.labels, answers.positive)
    _say(name, bands)
    return Judged(
        answers,
        figures.measure(tweets.labels, answers.positive),
        calibration.chance(answers.positive),
        confusion,
        calibration.diagram(tweets.labels, answers.positive),
        bands,
    )


def _say(name: str, bands: list[Band]) -> None:
    """Tell of the band that the page shows."""
    [shown] = (each for each in bands if each.below == UNSURE)
    right = " and ".join(
        f"{accuracy:.1%} of the {side}"
        for side, accuracy in (("unsure", shown.inside), ("others", shown.outside))
        if accuracy is not None
    )
    log.info("%s is unsure of %.1f%% of them; it is right on %s", name, 100 * shown.share, right)
