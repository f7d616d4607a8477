"""Behaviour: what must hold of any model's answers, on sentences of this project's own.

After Ribeiro et al. 2020, Beyond Accuracy: Behavioral Testing of NLP Models with CheckList.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import yaml  # type: ignore[import-untyped]  # its types are a package of their own
from numpy.typing import NDArray

from bentos.card import LABELS
from bentos.text import normalise
from train.bootstrap import Interval
from train.report.answers import Model
from train.report.slices import share

Kind = Literal["minimum functionality", "invariance", "direction"]
TOLERANCE = 0.05  # by which the probability of Positive may move in the wrong direction

_SENTENCES = Path(__file__).with_name("behaviour.yaml")


@dataclass(frozen=True)
class Case:
    """A normalised sentence, the one it is compared with, and a label.

    The label is that of the sentence (minimum functionality) or of the direction (direction).
    """

    text: str
    before: str = ""
    label: int = 0


@dataclass(frozen=True)
class Expectation:
    """What must hold, and its cases."""

    kind: Kind
    name: str
    cases: list[Case]


@dataclass(frozen=True)
class Result:
    """Of an expectation: its cases, the share that each model passes, and a case that each fails, or ""."""

    kind: Kind
    name: str
    cases: int
    passed: list[Interval]
    failed: list[str]


def measure(models: Sequence[Model]) -> list[Result]:
    """Ask each model about every case of every expectation."""
    listed = expectations()
    texts = list(
        {text: None for expected in listed for case in expected.cases for text in (case.text, case.before)}
    )
    answers = [dict(zip(texts, model.positive(texts).tolist(), strict=True)) for model in models]
    return [_result(expected, answers) for expected in listed]


def passes(expected: Expectation, answer: dict[str, float]) -> NDArray[np.bool_]:
    """Which cases of an expectation hold, given the probability of Positive of each text."""
    return np.array([_holds(expected.kind, case, answer) for case in expected.cases])


@lru_cache(maxsize=1)
def expectations() -> list[Expectation]:
    """Every expectation."""
    written = yaml.safe_load(_SENTENCES.read_text(encoding="utf-8"))
    return [
        *_minimum(written["minimum"]),
        *_invariance(written["sentences"], written["invariance"]),
        *_direction(written["sentences"], written["direction"]),
    ]


def _minimum(written: dict[str, dict[str, list[str]]]) -> Iterator[Expectation]:
    for name, labelled in written.items():
        cases = [
            Case(normalise(text), label=_label(label)) for label, texts in labelled.items() for text in texts
        ]
        yield Expectation("minimum functionality", name, cases)


def _invariance(sentences: Sequence[str], changes: dict[str, str]) -> Iterator[Expectation]:
    for name, change in changes.items():
        changed = [Case(normalise(change.format(each)), normalise(each)) for each in sentences]
        yield Expectation("invariance", name, changed)
    mistyped = [Case(normalise(_mistyped(each)), normalise(each)) for each in sentences]
    yield Expectation("invariance", "a typing error", mistyped)


def _direction(sentences: Sequence[str], changes: dict[str, dict[str, str]]) -> Iterator[Expectation]:
    for name, change in changes.items():
        label = _label(change["to"])
        cases = [Case(normalise(change["text"].format(each)), normalise(each), label) for each in sentences]
        yield Expectation("direction", name, cases)


def _mistyped(sentence: str) -> str:
    """The sentence with two letters in the middle of its longest word swapped."""
    word = max(sentence.split(), key=len)
    middle = len(word) // 2
    return sentence.replace(word, word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :])


def _holds(kind: Kind, case: Case, answer: dict[str, float]) -> bool:
    positive = answer[case.text]
    if kind == "minimum functionality":
        return (positive > 0.5) == (case.label == 1)
    if kind == "invariance":
        return (positive > 0.5) == (answer[case.before] > 0.5)
    moved = positive - answer[case.before]
    return (moved if case.label == 1 else -moved) >= -TOLERANCE


def _result(expected: Expectation, answers: Sequence[dict[str, float]]) -> Result:
    held = [passes(expected, answer) for answer in answers]
    failures = [
        next((case.text for case, fine in zip(expected.cases, each, strict=True) if not fine), "")
        for each in held
    ]
    passed = [share(int(each.sum()), len(each)) for each in held]
    return Result(expected.kind, expected.name, len(expected.cases), passed, failures)


def _label(written: str) -> int:
    return LABELS.index(written.title())
