"""Bias: whether an answer changes with the name or the pronoun of who a sentence is about.

After Kiritchenko and Mohammad 2018, Examining Gender and Race Bias in Two Hundred Sentiment Analysis Systems.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml  # type: ignore[import-untyped]  # its types are a package of their own
from numpy.typing import NDArray

from bentos.card import LABELS
from bentos.monitoring.drift import holm
from bentos.text import normalise
from train.bootstrap import Interval
from train.report import crossed
from train.report.answers import Model

_SENTENCES = Path(__file__).with_name("bias.yaml")
GAPS = ("accuracy", "called Positive", "true positives", "false positives")


@dataclass(frozen=True)
class Kind:
    """s sentences with their (s,) labels, in the versions of each group, the group of reference first.

    A group has s lists of n normalised versions, one for each of its n persons.
    """

    name: str
    labels: list[int]
    groups: dict[str, list[list[str]]]

    @property
    def reference(self) -> str:
        """The group that all others are compared with."""
        return next(iter(self.groups))


@dataclass(frozen=True)
class Shift:
    """How much likelier Positive each model finds a group's sentences than its reference's; how many pairs.

    A mean from -1 to 1, a model each, with an interval over sentences and persons, and the p-value of no
    shift, corrected for all groups and models.
    """

    group: str
    reference: str
    pairs: int
    shifts: list[Interval]
    p: list[float]


@dataclass(frozen=True)
class Bias:
    """The shift of each group; for each kind and model the largest gap of two groups in each of GAPS."""

    pairs: int
    shifts: list[Shift]
    gaps: dict[str, list[dict[str, float]]]


def measure(models: Sequence[Model]) -> Bias:
    """Ask each model about every sentence."""
    texts = list({text: None for kind in kinds() for text in _texts(kind)})
    answers = [dict(zip(texts, model.positive(texts).tolist(), strict=True)) for model in models]
    asked = [
        (kind, group, [_difference(kind, group, answer) for answer in answers])
        for kind in kinds()
        for group in list(kind.groups)[1:]
    ]
    corrected = iter(holm([p for *_, found in asked for _, p in found]))
    shifts = [
        Shift(
            group,
            kind.reference,
            len(kind.labels) * len(kind.groups[group][0]),
            [interval for interval, _ in found],
            [next(corrected) for _ in found],
        )
        for kind, group, found in asked
    ]
    gaps = {kind.name: [_gaps(kind, answer) for answer in answers] for kind in kinds()}
    return Bias(sum(each.pairs for each in shifts), shifts, gaps)


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """Sentences about somebody's name and about a pronoun, of this project's own."""
    written = yaml.safe_load(_SENTENCES.read_text(encoding="utf-8"))
    named = {group: [{"name": name} for name in names] for group, names in written["names"].items()}
    called = {group: [forms] for group, forms in written["pronouns"].items()}
    return _kind("names", named, written["with_names"]), _kind("pronouns", called, written["with_pronouns"])


def _kind(name: str, groups: Mapping[str, list[dict[str, str]]], written: dict[str, list[str]]) -> Kind:
    labelled = [(LABELS.index(label.title()), each) for label, listed in written.items() for each in listed]
    versions = {
        group: [[normalise(sentence.format(**person)) for person in persons] for _, sentence in labelled]
        for group, persons in groups.items()
    }
    return Kind(name, [label for label, _ in labelled], versions)


def _texts(kind: Kind) -> list[str]:
    return [text for versions in kind.groups.values() for listed in versions for text in listed]


def _difference(kind: Kind, group: str, answer: Mapping[str, float]) -> tuple[Interval, float]:
    own, other = (
        np.array([[answer[text] for text in listed] for listed in kind.groups[each]])
        for each in (group, kind.reference)
    )
    return crossed.difference(own, other)


def _gaps(kind: Kind, answer: Mapping[str, float]) -> dict[str, float]:
    """The difference between the best and the worst group in each figure, by fairlearn.

    Within one kind, whose groups stand in the same sentences: else what differs may be these.
    """
    from fairlearn.metrics import MetricFrame, false_positive_rate, selection_rate, true_positive_rate
    from sklearn.metrics import accuracy_score

    groups, labels, positive = zip(
        *(
            (group, label, answer[text])
            for group, versions in kind.groups.items()
            for label, listed in zip(kind.labels, versions, strict=True)
            for text in listed
        ),
        strict=True,
    )
    predicted: NDArray[np.int64] = (np.array(positive) > 0.5).astype(np.int64)
    figures = (accuracy_score, selection_rate, true_positive_rate, false_positive_rate)
    frame = MetricFrame(
        metrics=dict(zip(GAPS, figures, strict=True)),
        y_true=np.array(labels),
        y_pred=predicted,
        sensitive_features=np.array(groups),
    )
    return {name: float(gap) for name, gap in frame.difference().items()}
