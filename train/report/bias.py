"""Bias: whether an answer changes with the name or the pronoun of who a sentence is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml  # type: ignore[import-untyped]  # its types are a package of their own
from numpy.typing import NDArray

from bentos.card import LABELS
from bentos.text import normalise
from train import bootstrap
from train.bootstrap import Interval
from train.report.answers import Model

_SENTENCES = Path(__file__).with_name("bias.yaml")
GAPS = ("accuracy", "called Positive", "true positives", "false positives")


@dataclass(frozen=True)
class Pair:
    """A normalised sentence about someone of a group, and the same about someone of the group's reference."""

    group: str
    reference: str
    sentence: int
    label: int
    text: str
    other: str


@dataclass(frozen=True)
class Shift:
    """How much likelier Positive each model finds a group's sentences than its reference's; how many pairs.

    The mean over the sentences, with an interval over them, -1 to 1, a model each.
    """

    group: str
    reference: str
    pairs: int
    shifts: list[Interval]


@dataclass(frozen=True)
class Bias:
    """The shift of each group; for each model the largest gap between two groups in each figure of GAPS."""

    pairs: int
    shifts: list[Shift]
    gaps: list[dict[str, float]]


def measure(models: Sequence[Model]) -> Bias:
    """Ask each model about every pair."""
    found = pairs()
    texts = list(dict.fromkeys(text for pair in found for text in (pair.text, pair.other)))
    answers = [dict(zip(texts, model.positive(texts).tolist(), strict=True)) for model in models]
    groups = dict.fromkeys((pair.group, pair.reference) for pair in found)
    shifts = [
        Shift(group, reference, len(own), [_shift(own, answer) for answer in answers])
        for group, reference in groups
        if (own := [pair for pair in found if pair.group == group])
    ]
    return Bias(len(found), shifts, [_gaps(found, answer) for answer in answers])


@lru_cache(maxsize=1)
def pairs() -> list[Pair]:
    """Every pair of sentences, at least 300, of this project's own."""
    written = yaml.safe_load(_SENTENCES.read_text(encoding="utf-8"))
    named = {group: [{"name": name} for name in names] for group, names in written["names"].items()}
    called = {group: [forms] for group, forms in written["pronouns"].items()}
    return [*_pairs(named, written["with_names"], 0), *_pairs(called, written["with_pronouns"], 1_000)]


def _pairs(groups: dict[str, list[Any]], sentences: dict[str, list[str]], start: int) -> list[Pair]:
    reference, *others = groups
    labelled = [(LABELS.index(label.title()), each) for label, listed in sentences.items() for each in listed]
    return [
        Pair(
            group,
            reference,
            start + number,
            label,
            normalise(sentence.format(**own)),
            normalise(sentence.format(**other)),
        )
        for group in others
        for number, (label, sentence) in enumerate(labelled)
        for own, other in zip(groups[group], groups[reference], strict=True)
    ]


def _shift(own: Sequence[Pair], answer: dict[str, float]) -> Interval:
    # Pairs of one sentence are no independent witnesses: they count as one.
    shifts: dict[int, list[float]] = {}
    for pair in own:
        shifts.setdefault(pair.sentence, []).append(answer[pair.text] - answer[pair.other])
    return bootstrap.mean(np.array([np.mean(each) for each in shifts.values()]))


def _gaps(found: Sequence[Pair], answer: dict[str, float]) -> dict[str, float]:
    """The difference between the best and the worst group in each figure, by fairlearn."""
    from fairlearn.metrics import MetricFrame, false_positive_rate, selection_rate, true_positive_rate
    from sklearn.metrics import accuracy_score

    asked = dict.fromkeys(
        row
        for pair in found
        for row in ((pair.group, pair.text, pair.label), (pair.reference, pair.other, pair.label))
    )
    groups, texts, labels = zip(*asked, strict=True)
    predicted: NDArray[np.int64] = np.array([answer[text] > 0.5 for text in texts], dtype=np.int64)
    figures = (accuracy_score, selection_rate, true_positive_rate, false_positive_rate)
    frame = MetricFrame(
        metrics=dict(zip(GAPS, figures, strict=True)),
        y_true=np.array(labels),
        y_pred=predicted,
        sensitive_features=np.array(groups),
    )
    return {name: float(gap) for name, gap in frame.difference().items()}
