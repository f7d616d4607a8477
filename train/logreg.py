"""Logistic regression over TF-IDF, chosen by a grid search on the validation split."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bentos.models import flat
from train.candidate import Candidate, Penalty, Problem, halves
from train.features import Features
from train.fitted import Options, Parameter, adapted
from train.linear import linear
from train.rows import Split

FILE = "model.safetensors"

Grid = tuple[tuple[Features, tuple[Penalty, ...]], ...]  # what each set of features is tried with

# Few tweets need every term that they have; of many, those that stand in several tweets tell as much, in a
# third of the time.
FEW: Grid = (
    (Features(words=2, sublinear=False), (Penalty(0.0, 2.0),)),
    (Features(words=2), (Penalty(0.5, 2.0),)),
    (Features(words=2, characters=6), (Penalty(0.5, 1.0), Penalty(0.5, 2.0), Penalty(0.5, 4.0))),
)
MANY: Grid = (
    (
        Features(words=3, least_words=2, shortest=3, characters=5, least_characters=5),
        (Penalty(0.5, 1.0), Penalty(0.5, 2.0), Penalty(0.5, 4.0), Penalty(1.0, 2.0)),
    ),
)
FEW_ROWS = 20_000


def grid(rows: int) -> Grid:
    """What is tried on so many training rows."""
    return FEW if rows < FEW_ROWS else MANY


class Logreg:
    """A fitted scikit-learn pipeline: a union of TF-IDF vectorizers, then LogisticRegression."""

    base_encoder: str | None = None
    vectors: str | None = None

    def __init__(self, pipeline: Any, parameters: dict[str, Parameter]) -> None:
        self.pipeline = pipeline
        self.parameters = parameters

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 2) float32: half the log-odds on either side of zero."""
        if not texts:
            return np.zeros((0, 2), dtype=np.float32)
        return halves(self.pipeline.decision_function(texts))

    def export(self, folder: Path) -> list[str]:
        """Write the flat arrays that are served; the same pipeline gives the same bytes."""
        flat.write(linear(self.pipeline), folder / FILE)
        return [FILE]


def fit(split: Split, options: Options) -> Logreg:
    """Fit every candidate of the grid, with what `options.like` has for all of them; keep the best.

    Where there are several, each has a nested MLflow run. The best has the lowest validation loss once it
    is calibrated, as it would be served: accuracy on a few hundred tweets is too coarse to tell neighbours
    apart. Raises TrainingError.
    """
    best = min(_candidates(split, options), key=lambda candidate: candidate.loss)
    return Logreg(best.pipeline, best.parameters)


def _candidates(split: Split, options: Options) -> Iterator[Candidate]:
    """The candidates that were fitted to all tweets."""
    names = (f"candidate-{number}" for number in count(1))
    tried = chosen(grid(len(split.train)), options.like)
    several = sum(len(penalties) for _, penalties in tried) > 1
    for features, penalties in tried:
        problem = Problem.of(features, split)
        if problem.large and len(penalties) > 1:
            penalties = (_searched(problem.sample(options.seed), penalties, names, options.seed),)
        for penalty in penalties:
            last = penalty is penalties[-1]
            yield problem.candidate(penalty, next(names), options.seed, nested=several, last=last)


def _searched(sample: Problem, penalties: Sequence[Penalty], names: Iterator[str], seed: int) -> Penalty:
    """The best penalty on a sample."""
    tried = (sample.candidate(penalty, next(names), seed) for penalty in penalties)
    return min(tried, key=lambda candidate: candidate.loss).penalty


def chosen(tried: Grid, like: Mapping[str, Parameter] | None) -> Grid:
    """The candidates of a grid with these parameters in place of their own, each once.

    Raises TrainingError where one of them cannot be.
    """
    found: dict[Features, dict[Penalty, None]] = {}
    for features, penalties in tried:
        own = found.setdefault(adapted(features, like), {})
        own.update({adapted(penalty, like): None for penalty in penalties})
    return tuple((features, tuple(penalties)) for features, penalties in found.items())
