"""Reviewed flags as rows."""

from dataclasses import replace
from typing import Literal

import numpy as np

from tests.train import tweets
from train.accepted import Accepted
from train.reviewed import joined, sort
from train.rows import TEST_SHARE, Rows, divide

SPLIT = tweets.split()
NEW = [f"never seen tweet number {number}" for number in range(60)]
LEARNT = [text for text in NEW if text not in divide(dict.fromkeys(NEW, 0), TEST_SHARE)[2]]
HELD_OUT = [text for text in NEW if text not in LEARNT]


def accepted(*texts: str, label: Literal[0, 1] = 0) -> list[Accepted]:
    return [Accepted(f"f-{text}", text, label) for text in texts]


def test_a_tweet_of_the_test_rows_is_a_regression_and_never_trained_on() -> None:
    reviewed = sort(accepted(SPLIT.test.texts[0], LEARNT[0]), SPLIT, 10)
    assert reviewed.regressions.texts == [SPLIT.test.texts[0]]
    assert reviewed.learnt.texts == [LEARNT[0]]
    assert (reviewed.learnt_flags, reviewed.regression_flags) == (
        (f"f-{LEARNT[0]}",),
        (f"f-{SPLIT.test.texts[0]}",),
    )


def test_a_tenth_of_all_tweets_is_kept_to_judge_by_and_always_the_same() -> None:
    assert HELD_OUT
    for text in HELD_OUT:
        assert sort(accepted(text), SPLIT, 10).regressions.texts == [text]


def test_a_tweet_with_both_labels_goes_nowhere() -> None:
    both = accepted(LEARNT[0]) + accepted(LEARNT[0].upper(), label=1)
    reviewed = sort(both, SPLIT, 10)
    assert (len(reviewed.learnt), len(reviewed.regressions)) == (0, 0)
    assert reviewed.left_out["both labels"] == 1


def test_a_tweet_of_the_validation_rows_stays_there() -> None:
    reviewed = sort(accepted(SPLIT.validation.texts[0]), SPLIT, 10)
    assert len(reviewed.learnt) == 0


def test_of_more_than_the_cap_the_newest_are_learnt_from() -> None:
    reviewed = sort(accepted(*LEARNT[:5]), SPLIT, 2)
    assert reviewed.learnt.texts == LEARNT[3:5]
    assert reviewed.left_out["beyond the cap"] == 3


def test_a_reviewed_tweet_weighs_as_many_and_its_old_label_is_gone() -> None:
    text, label = SPLIT.train.texts[0], int(SPLIT.train.labels[0])
    together = joined(SPLIT, Rows.of({text: 1 - label, LEARNT[0]: 0}), 3)
    found = [int(together.train.labels[i]) for i, each in enumerate(together.train.texts) if each == text]
    assert found == [1 - label] * 3
    assert together.train.texts.count(LEARNT[0]) == 3
    assert len(together.train) == len(SPLIT.train) - 1 + 2 * 3


def test_validation_and_test_stay_as_they_are() -> None:
    together = joined(SPLIT, Rows.of({LEARNT[0]: 0}), 2)
    assert replace(together, train=SPLIT.train, counts=SPLIT.counts) == SPLIT
    assert np.array_equal(together.test.labels, SPLIT.test.labels)


def test_reviewed_tweets_are_a_source_of_their_own_beside_several() -> None:
    half = len(SPLIT.train) // 2
    origins = np.repeat([0, 1], [half, len(SPLIT.train) - half])
    several = replace(SPLIT, train=replace(SPLIT.train, origins=origins))
    together = joined(several, Rows.of({LEARNT[0]: 0}), 2)
    assert together.train.origins is not None
    assert together.train.origins.tolist() == [*origins, 2, 2]
    assert joined(SPLIT, Rows.of({LEARNT[0]: 0}), 2).train.origins is None


def test_reviewed_tweets_are_learnt_as_they_were_reviewed_whatever_a_teacher_thinks() -> None:
    unsure = replace(SPLIT.train, opinions=np.full(len(SPLIT.train), 0.5, np.float32))
    together = joined(replace(SPLIT, train=unsure), Rows.of({SPLIT.train.texts[0]: 1, LEARNT[0]: 0}), 2)
    assert together.train.targets[-4:, 1].tolist() == [1, 0, 1, 0]
    assert set(together.train.targets[:-4, 1].tolist()) == {0.5}
