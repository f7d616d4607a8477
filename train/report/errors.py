"""What the models get wrong, by which words, and which labels may be wrong instead."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bentos.masking import masked
from train.report import words
from train.report.answers import Answers
from train.report.tweets import Tweets
from train.report.words import Weighed

MOST = 12  # tweets in a list


@dataclass(frozen=True)
class Case:
    """A tweet as a model reads it, with the weights of its words for that model; all models' answers.

    `label` is 0 Negative or 1 Positive, `positive` each model's probability of Positive, in their order.
    """

    words: Weighed
    label: int
    positive: list[float]

    @property
    def heaviest(self) -> float:
        """The weight of the word that weighs most, either way."""
        return max((abs(weight) for _, weight in self.words), default=0.0)


@dataclass(frozen=True)
class Mistakes:
    """One model's: false positives and negatives, the surest first; how many there are of either."""

    positives: list[Case]
    negatives: list[Case]
    counts: tuple[int, int]


@dataclass(frozen=True)
class Errors:
    """Of each model, of all together, of all but one; labels that may be wrong, with the number of each.

    `only` holds for each model what it alone gets right; `suspects` leaves out what `shared` shows.
    """

    mistakes: list[Mistakes]
    shared: list[Case]
    shared_count: int
    only: list[list[Case]]
    only_counts: list[int]
    suspects: list[Case]
    suspects_count: int


def find(tweets: Tweets, answers: Sequence[Answers]) -> Errors:
    """The errors of m models on n tweets, each list at most MOST long."""
    said = _Said(tweets, answers)
    right = said.right
    alone = [own & (right.sum(axis=0) == 1) for own in right]
    none = ~right.any(axis=0)
    shared = _first(none, said.distance.mean(axis=0))
    doubtful = suspects(tweets.labels, said.positive.mean(axis=0))
    # The surest errors of all are the most doubtful labels, too: no tweet is shown twice.
    listed = doubtful[~np.isin(doubtful, shared)][:MOST]
    return Errors(
        [said.mistakes(model) for model in range(len(answers))],
        said.cases(shared, said.surest[shared]),
        int(none.sum()),
        [said.of_model(model, own, -said.distance[model]) for model, own in enumerate(alone)],
        [int(own.sum()) for own in alone],
        said.cases(listed, said.surest[listed]),
        len(doubtful),
    )


class _Said:
    """What m models say of n tweets: (m, n) probabilities of Positive and right answers.

    `distance` (m, n) is how far a probability is from the label, `surest` (n,) the model that is farthest.
    """

    def __init__(self, tweets: Tweets, answers: Sequence[Answers]) -> None:
        self._tweets = tweets
        self._models = [each.model for each in answers]
        self.positive = np.stack([each.positive for each in answers])
        self.right = np.stack([each.predicted for each in answers]) == tweets.labels
        self.distance = np.abs(self.positive - tweets.labels)
        self.surest = self.distance.argmax(axis=0)

    def cases(self, rows: NDArray[np.int64], models: NDArray[np.int64]) -> list[Case]:
        """The tweets of some rows, in order, each with the words of a model, both (k,) positions."""
        found: dict[int, Case] = {}
        for model in np.unique(models):
            own = rows[models == model].tolist()
            weighed = words.weigh(self._models[model], [self._tweets.texts[row] for row in own])
            for row, each in zip(own, weighed, strict=True):
                shown = [(masked(word), weight) for word, weight in each]
                found[row] = Case(shown, int(self._tweets.labels[row]), self.positive[:, row].tolist())
        return [found[row] for row in rows.tolist()]

    def of_model(self, model: int, where: NDArray[np.bool_], by: NDArray[np.float64]) -> list[Case]:
        """The tweets at `where` that have most of `by`, both (n,), with the words of one model."""
        rows = _first(where, by)
        return self.cases(rows, np.full(len(rows), model))

    def mistakes(self, model: int) -> Mistakes:
        """One model's false positives and negatives."""
        positives, negatives = (~self.right[model] & (self._tweets.labels == label) for label in (0, 1))
        return Mistakes(
            self.of_model(model, positives, self.distance[model]),
            self.of_model(model, negatives, self.distance[model]),
            (int(positives.sum()), int(negatives.sum())),
        )


def _first(where: NDArray[np.bool_], by: NDArray[np.float64]) -> NDArray[np.int64]:
    rows = np.flatnonzero(where)
    return rows[np.argsort(-by[rows], kind="stable")][:MOST]


def suspects(labels: NDArray[np.int8], positive: NDArray[np.float64]) -> NDArray[np.int64]:
    """The rows whose label is likely wrong, the likeliest first, given (n,) probabilities of Positive.

    By confident learning (Northcutt et al. 2021, Confident Learning: Estimating Uncertainty in Dataset
    Labels); the probabilities must come from models that were not trained on these rows.
    """
    from cleanlab.filter import find_label_issues

    with warnings.catch_warnings():
        # Of a label with few tweets fewer are found, which it warns of; the page tells how many there are.
        warnings.simplefilter("ignore", UserWarning)
        found = find_label_issues(
            labels.astype(np.int64),
            np.stack([1 - positive, positive], axis=1),
            return_indices_ranked_by="self_confidence",
            n_jobs=1,
        )
    return np.asarray(found, dtype=np.int64)
