"""What a challenger must show before it takes the champion's place."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from train import gate
from train.gate import Contender, Line
from train.rows import Rows

N = 1_000
LABELS = np.tile(np.array([0, 1], dtype=np.int8), N // 2)
# A tenth asks a question; the others are of no slice but the short ones.
TEXTS = [f"tweet number {number}{'?' if number % 10 == 0 else ''}" for number in range(N)]
TEST = Rows(TEXTS, LABELS)
REGRESSIONS = Rows([f"mended {number}" for number in range(10)], LABELS[:10])
LEARNT = Rows([f"learnt {number}" for number in range(10)], LABELS[:10])
NONE = Rows([], np.zeros(0, np.int8))

FEW = Rows(TEXTS[:20], LABELS[:20])  # enough where the test says nothing
some = settings(max_examples=25)
Reviewed = tuple[NDArray[np.intp], NDArray[np.intp]]
mistakes = st.sets(st.integers(0, 9)).map(lambda found: np.array(sorted(found), dtype=np.intp))


def sure(labels: NDArray[np.int8], wrong: NDArray[np.intp], confidence: float = 0.8) -> NDArray[np.float32]:
    """(n, 2) probabilities that give every label that confidence, but for those that are wrong."""
    predicted = labels.copy()
    predicted[wrong] = 1 - predicted[wrong]
    probabilities = np.full((len(labels), 2), 1 - confidence, dtype=np.float32)
    probabilities[np.arange(len(labels)), predicted] = confidence
    return probabilities


def contender(wrong: range, mended: int, confidence: float = 0.8) -> Contender:
    """A model that errs on a range of test tweets and mends the first regressions."""
    return Contender(
        test=sure(LABELS, np.array(wrong), confidence),
        regressions=sure(REGRESSIONS.labels, np.arange(mended, 10)),
        learnt=sure(LEARNT.labels, np.arange(mended, 10)),
        milliseconds_per_tweet=1.0,
        size_bytes=1_000,
    )


CHAMPION = contender(range(1, 1_000, 5), mended=2)
BETTER = contender(range(1, 1_000, 5), mended=6)


def failed(
    challenger: Contender, regressions: Rows = REGRESSIONS, champion: Contender = CHAMPION
) -> list[str]:
    lines: tuple[Line, ...] = gate.judge(champion, challenger, TEST, regressions, LEARNT, margin=0.01)
    assert gate.passed(lines) == all(line.held for line in lines)
    return [line.name for line in lines if not line.held]


def test_a_challenger_that_mends_more_and_costs_nothing_passes() -> None:
    assert failed(BETTER) == []


def test_accuracy_that_may_be_lost_by_more_than_the_margin_is_refused() -> None:
    assert "test accuracy" in failed(contender(range(1, 1_000, 4), mended=6))


def test_a_slice_that_is_significantly_worse_is_refused_and_named() -> None:
    # Questions, every tenth tweet, are now all wrong; as many others are mended.
    wrong = np.array([*range(0, 300, 10), *range(1, 850, 5)])
    challenger = replace(BETTER, test=sure(LABELS, wrong))
    lines = gate.judge(CHAMPION, challenger, TEST, REGRESSIONS, LEARNT, margin=0.05)
    (line,) = [line for line in lines if line.name == "slices"]
    assert not line.held
    assert "question" in line.challenger


def test_a_small_slice_is_not_judged() -> None:
    few = Rows([text.replace("?", "") for text in TEXTS[:-40]] + ["is that what you meant?"] * 40, LABELS)
    # The questions are now all wrong; as many others are mended.
    challenger = replace(BETTER, test=sure(LABELS, np.array([*range(201, 1_000, 5), *range(960, 1_000)])))
    lines = gate.judge(CHAMPION, challenger, few, REGRESSIONS, LEARNT, margin=0.05)
    assert [line.held for line in lines if line.name == "slices"] == [True]


def test_confidence_that_means_less_than_before_is_refused() -> None:
    assert failed(contender(range(1, 1_000, 5), mended=6, confidence=0.99)) == ["calibration error"]


@pytest.mark.parametrize(
    ("before", "after", "held"),
    [
        (0.000, 0.009, True),  # little more, and within what a model is to have
        (0.015, 0.024, True),  # so many tweets cannot tell it from that
        (0.031, 0.039, False),  # little more once again
        (0.031, 0.034, True),  # no more, as far as two digits say, than a champion that is beyond it
    ],
)
def test_the_calibration_error_cannot_grow_from_promotion_to_promotion(
    before: float, after: float, held: bool
) -> None:
    # Of 10,000 tweets, four in five are right: so far is either model's confidence from that.
    test = Rows(TEXTS * 10, np.tile(LABELS, 10))
    wrong = np.arange(1, len(test), 5)
    champion, challenger = (
        replace(each, test=sure(test.labels, wrong, 0.8 + error))
        for each, error in ((CHAMPION, before), (BETTER, after))
    )
    lines = gate.judge(champion, challenger, test, REGRESSIONS, LEARNT, margin=0.01)
    assert [line.held for line in lines if line.name == "calibration error"] == [held]


def test_of_few_tweets_the_error_that_chance_makes_is_allowed() -> None:
    generator = np.random.default_rng(5)
    held = []
    for _ in range(20):
        # Two models whose probabilities mean what they say, nearly the same ones.
        logits = generator.normal(0, 2, 600)
        labels = (generator.random(600) < 1 / (1 + np.exp(-logits))).astype(np.int8)
        test = Rows([f"tweet {n}" for n in range(600)], labels)
        champion, challenger = (
            replace(each, test=_meant(logits + generator.normal(0, 0.05, 600))) for each in (CHAMPION, BETTER)
        )
        lines = gate.judge(champion, challenger, test, REGRESSIONS, LEARNT, margin=0.01)
        held += [line.held for line in lines if line.name == "calibration error"]
    assert sum(held) >= 15


def _meant(logits: NDArray[np.float64]) -> NDArray[np.float32]:
    positive = 1 / (1 + np.exp(-logits))
    return np.column_stack([1 - positive, positive]).astype(np.float32)


@pytest.mark.parametrize("mended", [0, 2])
def test_a_challenger_that_mends_no_more_than_the_champion_is_refused(mended: int) -> None:
    assert failed(replace(BETTER, regressions=sure(REGRESSIONS.labels, np.arange(mended, 10)))) == [
        "regressions right"
    ]


def test_a_champion_that_has_all_regressions_right_can_be_replaced() -> None:
    all_right = sure(REGRESSIONS.labels, np.arange(0))
    champion = replace(CHAMPION, regressions=all_right)
    assert failed(replace(BETTER, regressions=all_right), champion=champion) == []


def test_what_was_mended_stays_mended() -> None:
    champion = replace(CHAMPION, regressions=sure(REGRESSIONS.labels, np.arange(0)))
    challenger = replace(BETTER, regressions=sure(REGRESSIONS.labels, np.arange(1)))
    assert failed(challenger, champion=champion) == ["regressions right"]


def test_without_regressions_yet_nothing_is_asked_of_them() -> None:
    empty = np.zeros((0, 2), np.float32)
    assert failed(replace(BETTER, regressions=empty), NONE, replace(CHAMPION, regressions=empty)) == []


def told(champion: Reviewed, challenger: Reviewed) -> dict[str, bool]:
    """Which demands are held by models that err on these regressions and on these tweets learnt from."""
    pair = (
        replace(
            BETTER,
            test=BETTER.test[: len(FEW)],
            regressions=sure(REGRESSIONS.labels, regressions),
            learnt=sure(LEARNT.labels, learnt),
        )
        for regressions, learnt in (champion, challenger)
    )
    return {line.name: line.held for line in gate.judge(*pair, FEW, REGRESSIONS, LEARNT, margin=0.01)}


@some
@given(mistakes)
def test_a_challenger_that_says_what_the_champion_says_is_refused(wrong: NDArray[np.intp]) -> None:
    assert not told((wrong, wrong), (wrong, wrong))["flagged tweets right"]


@some
@given(mistakes, mistakes)
def test_labels_that_are_the_champions_own_answers_teach_nothing(
    lost: NDArray[np.intp], missed: NDArray[np.intp]
) -> None:
    """So are the inverted labels of what it gets wrong, whatever comes of them."""
    nothing = np.zeros(0, dtype=np.intp)
    assert not told((nothing, nothing), (lost, missed))["flagged tweets right"]


@some
@given(mistakes, mistakes, st.integers(0, 9))
def test_one_more_that_is_right_never_harms(
    before: NDArray[np.intp], after: NDArray[np.intp], mended: int
) -> None:
    more = after[after != mended]
    held, still = told((before, before), (after, after)), told((before, before), (more, more))
    assert [name for name in held if held[name] and not still[name]] == []


def test_a_slower_or_a_larger_model_is_refused() -> None:
    assert failed(replace(BETTER, milliseconds_per_tweet=2.1)) == ["ms per tweet"]
    assert failed(replace(BETTER, size_bytes=1_501)) == ["size (MB)"]


def test_the_table_says_which_demand_held_and_which_failed() -> None:
    lines = gate.judge(CHAMPION, replace(BETTER, size_bytes=2_000), TEST, REGRESSIONS, LEARNT, margin=0.01)
    verdicts = {row[0]: row[-1] for row in gate.table(lines)[1:]}
    assert (verdicts["size (MB)"], verdicts["test accuracy"]) == ("FAILED", "held")
