"""A reviewer's queue."""

from datetime import UTC, datetime

import pytest

from bentos.records.feedback import Feedback
from bentos.records.queue import Case, Queue
from bentos.records.reviews import Reviews, Verdict
from tests.bentos.stores import predict, recorded

LATE = ("@ada the flight to Oslo was late again today", "@bob the flight to Oslo was late again today!")


@pytest.fixture
def queue(feedback: Feedback) -> Queue:
    return Queue(feedback)


@pytest.fixture
def suggestion(feedback: Feedback, queue: Queue) -> Case:
    """A prediction that says Positive, though hardly."""
    recorded(feedback, datetime.now(UTC), text="so so", prediction=1, confidence=0.51)
    (case,) = queue.suggested(10)
    return case


def flag(feedback: Feedback, tweet: str, label: int = 0) -> str:
    return feedback.flag(predict(feedback, tweet), label, "")[0].id


def told(cases: list[Case]) -> list[list[str]]:
    return [[tweet.text for tweet in case.tweets] for case in cases]


def test_flags_that_say_nearly_the_same_are_one_case(feedback: Feedback, queue: Queue) -> None:
    for tweet in (LATE[0], "Great crew", LATE[1]):
        flag(feedback, tweet)
    assert told(queue.flagged("ada")) == [[*LATE], ["Great crew"]]


def test_flags_with_different_labels_are_never_judged_at_once(feedback: Feedback, queue: Queue) -> None:
    for tweet, label in zip(LATE, (0, 1), strict=True):
        flag(feedback, tweet, label)
    assert [(case.label, len(case.tweets)) for case in queue.flagged("ada")] == [(0, 1), (1, 1)]


def test_a_verdict_on_a_case_is_one_on_all_its_flags_and_undone_on_all(
    feedback: Feedback, queue: Queue
) -> None:
    for tweet in LATE:
        flag(feedback, tweet)
    (case,) = queue.flagged("ada")
    queue.judge(case, "ada", "accept", "late is late")
    assert queue.flagged("ada") == []
    assert [review.reason for review in Reviews(feedback).standing()] == ["late is late"] * 2
    Reviews(feedback).undo("ada")
    assert queue.flagged("ada") == [case]


@pytest.mark.parametrize(("verdict", "label"), [("accept", 1), ("correct", 0)])
def test_a_suggestion_becomes_an_accepted_flag_with_the_right_label(
    feedback: Feedback, queue: Queue, suggestion: Case, verdict: Verdict, label: int
) -> None:
    queue.judge(suggestion, "ada", verdict)
    assert [(flag.text, right) for flag, right in Reviews(feedback).accepted()] == [("so so", label)]
    assert queue.suggested(10) == []


@pytest.mark.parametrize("verdict", ["reject", "skip"])
def test_a_suggestion_that_is_rejected_or_skipped_waits_for_the_others_without_a_label(
    feedback: Feedback, queue: Queue, suggestion: Case, verdict: Verdict
) -> None:
    queue.judge(suggestion, "ada", verdict)
    assert list(Reviews(feedback).accepted()) == []
    assert (queue.flagged("ada"), queue.suggested(10)) == ([], [])
    assert told(queue.flagged("bob")) == [["so so"]]


def test_what_was_taken_back_comes_before_what_waited_longer(feedback: Feedback, queue: Queue) -> None:
    ids = [flag(feedback, tweet) for tweet in ("first", "second", "third")]
    assert told(queue.flagged("ada", 2, ids[2:])) == [["third"], ["first"]]
