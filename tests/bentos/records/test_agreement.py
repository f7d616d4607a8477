"""How far reviewers agree."""

from datetime import UTC, datetime
from typing import Literal

import pytest
from sklearn.metrics import cohen_kappa_score

from bentos.records.agreement import agreements, kappa
from bentos.records.reviews import Review, Verdict

MOMENT = datetime(2031, 5, 17, tzinfo=UTC)
PAIRS = [(0, 0), (0, 0), (1, 1), (1, 0), (0, 0), (1, 1), (0, 1), (1, 1), (2, 2), (2, 0)]


def said(flag_id: str, reviewer: str, verdict: Verdict, label: Literal[0, 1] | None) -> Review:
    return Review(flag_id, reviewer, verdict, label, "", MOMENT)


def test_kappa_is_that_of_scikit_learn() -> None:
    assert kappa(PAIRS) == pytest.approx(cohen_kappa_score(*zip(*PAIRS, strict=True)))


def test_who_always_says_the_same_has_no_kappa() -> None:
    assert kappa([(1, 1), (1, 1)]) is None


def test_reviewers_are_compared_on_the_flags_that_both_judged() -> None:
    given = [
        said("f1", "ada", "accept", 0),
        said("f1", "bob", "accept", 0),
        said("f2", "ada", "correct", 1),
        said("f2", "bob", "reject", None),
        said("f3", "ada", "accept", 1),
        said("f3", "bob", "skip", None),
    ]
    (agreement,) = agreements(given)
    assert (agreement.reviewers, agreement.flags, agreement.alike) == (("ada", "bob"), 2, 1)


def test_reviewers_without_a_flag_in_common_are_not_compared() -> None:
    assert agreements([said("f1", "ada", "accept", 0), said("f2", "bob", "accept", 0)]) == []
