"""What the models get wrong, by which words, and which labels may be wrong instead."""

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

    `only` holds for each model what it alone gets right.
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
    positive = np.stack([each.positive for each in answers])
    right = np.stack([each.predicted for each in answers]) == tweets.labels
    # How far the label is from what is said: 0.5 to 1 for a wrong answer.
    distance = np.abs(positive - tweets.labels)
    surest = distance.argmax(axis=0)

    def cases(chosen: NDArray[np.int64], models: NDArray[np.int64]) -> list[Case]:
        found: dict[int, Case] = {}
        for model in np.unique(models):
            own = chosen[models == model].tolist()
            weighed = words.weigh(answers[model].model, [tweets.texts[index] for index in own])
            for index, each in zip(own, weighed, strict=True):
                found[index] = Case(
                    [(masked(word), weight) for word, weight in each],
                    int(tweets.labels[index]),
                    positive[:, index].tolist(),
                )
        return [found[index] for index in chosen.tolist()]

    def worst(where: NDArray[np.bool_], by: NDArray[np.float64]) -> NDArray[np.int64]:
        rows = np.flatnonzero(where)
        return rows[np.argsort(-by[rows], kind="stable")][:MOST]

    def of_model(model: int, where: NDArray[np.bool_], by: NDArray[np.float64]) -> list[Case]:
        chosen = worst(where, by)
        return cases(chosen, np.full(len(chosen), model))

    mistakes, only, only_counts = [], [], []
    for model in range(len(answers)):
        false = [~right[model] & (tweets.labels == label) for label in (0, 1)]
        mistakes.append(
            Mistakes(
                of_model(model, false[0], distance[model]),
                of_model(model, false[1], distance[model]),
                (int(false[0].sum()), int(false[1].sum())),
            )
        )
        alone = right[model] & (right.sum(axis=0) == 1)
        only.append(of_model(model, alone, -distance[model]))
        only_counts.append(int(alone.sum()))
    none = ~right.any(axis=0)
    shared = worst(none, distance.mean(axis=0))
    doubtful = suspects(tweets.labels, positive.mean(axis=0))
    listed = doubtful[:MOST]
    return Errors(
        mistakes,
        cases(shared, surest[shared]),
        int(none.sum()),
        only,
        only_counts,
        cases(listed, surest[listed]),
        len(doubtful),
    )


def suspects(labels: NDArray[np.int8], positive: NDArray[np.float64]) -> NDArray[np.int64]:
    """The rows whose label is likely wrong, the likeliest first, given (n,) probabilities of Positive.

    By confident learning (Northcutt et al. 2021, Confident Learning: Estimating Uncertainty in Dataset
    Labels); the probabilities must come from models that were not trained on these rows.
    """
    from cleanlab.filter import find_label_issues

    found = find_label_issues(
        labels.astype(np.int64),
        np.stack([1 - positive, positive], axis=1),
        return_indices_ranked_by="self_confidence",
        n_jobs=1,
    )
    return np.asarray(found, dtype=np.int64)
