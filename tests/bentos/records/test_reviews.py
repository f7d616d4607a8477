"""What reviewers say of flags."""

from multiprocessing.connection import Connection

import pytest

from bentos.records.feedback import Feedback
from bentos.records.reviews import AmbiguousFlag, NothingToUndo, Reviews, UnknownFlag, Verdict
from tests.bentos.databases import Database
from tests.bentos.flagger import CONTEXT
from tests.bentos.stores import predict, running


@pytest.fixture
def reviews(feedback: Feedback) -> Reviews:
    return Reviews(feedback)


@pytest.fixture
def flag_id(feedback: Feedback) -> str:
    """A flag that says Negative of a prediction."""
    return feedback.flag(predict(feedback), 0, "it is irony")[0].id


@pytest.mark.parametrize(("verdict", "label"), [("accept", 0), ("correct", 1)])
def test_an_accepted_or_corrected_flag_has_a_label(
    reviews: Reviews, flag_id: str, verdict: Verdict, label: int
) -> None:
    reviews.give([flag_id], "ada", verdict, "read it aloud")
    assert [(flag.id, right) for flag, right in reviews.accepted()] == [(flag_id, label)]


@pytest.mark.parametrize("verdict", ["reject", "skip"])
def test_a_rejected_or_skipped_flag_has_none(reviews: Reviews, flag_id: str, verdict: Verdict) -> None:
    reviews.give([flag_id], "ada", verdict)
    assert list(reviews.accepted()) == []


def test_who_when_and_why_are_kept(reviews: Reviews, flag_id: str) -> None:
    reviews.give([flag_id], "ada", "accept", "read it \ud800 aloud")
    (given,) = reviews.standing()
    assert (given.reviewer, given.verdict, given.label) == ("ada", "accept", 0)
    assert (given.reason, given.created.tzinfo is not None) == ("read it \ud800 aloud", True)


def test_two_reviewers_verdicts_are_both_kept_and_a_flag_they_differ_on_is_left_out(
    reviews: Reviews, flag_id: str
) -> None:
    reviews.give([flag_id], "ada", "accept")
    reviews.give([flag_id], "bob", "correct")
    assert [(given.reviewer, given.label) for given in reviews.standing()] == [("ada", 0), ("bob", 1)]
    assert list(reviews.accepted()) == []


def test_a_reviewer_who_skips_leaves_the_word_to_the_others(reviews: Reviews, flag_id: str) -> None:
    reviews.give([flag_id], "ada", "skip")
    reviews.give([flag_id], "bob", "accept")
    assert [flag.id for flag, _ in reviews.accepted()] == [flag_id]


def test_the_later_verdict_counts_and_undoing_it_brings_the_earlier_back(
    reviews: Reviews, flag_id: str
) -> None:
    reviews.give([flag_id], "ada", "accept")
    reviews.give([flag_id], "ada", "reject")
    assert [given.verdict for given in reviews.standing()] == ["reject"]
    assert [taken.verdict for taken in reviews.undo("ada")] == ["reject"]
    assert [given.verdict for given in reviews.standing()] == ["accept"]


def test_only_what_a_reviewer_gave_can_be_undone(reviews: Reviews, flag_id: str) -> None:
    reviews.give([flag_id], "ada", "accept")
    with pytest.raises(NothingToUndo):
        reviews.undo("bob")
    assert len(reviews.standing()) == 1


def test_a_flag_waits_for_each_reviewer_of_its_own(reviews: Reviews, flag_id: str) -> None:
    reviews.give([flag_id], "ada", "skip")
    assert reviews.waiting("ada") == []
    assert [flag.id for flag in reviews.waiting("bob")] == [flag_id]


def test_the_one_flag_is_named_by_how_its_id_begins(reviews: Reviews, flag_id: str) -> None:
    assert [reviews.named(flag_id[:digits]) for digits in (1, 12, 32)] == [flag_id] * 3


@pytest.mark.parametrize("beginning", ["", "%", "g", "0" * 33])
@pytest.mark.usefixtures("flag_id")
def test_what_no_id_begins_with_names_no_flag(reviews: Reviews, beginning: str) -> None:
    with pytest.raises(UnknownFlag):
        reviews.named(beginning)


def test_a_beginning_that_two_ids_share_names_neither(feedback: Feedback, reviews: Reviews) -> None:
    # Of 17 ids, two begin with the same digit.
    first = [feedback.flag(predict(feedback), 0, "")[0].id[0] for _ in range(17)]
    with pytest.raises(AmbiguousFlag):
        reviews.named(max(first, key=first.count))


def test_of_several_verdicts_all_are_stored_or_none(reviews: Reviews, flag_id: str) -> None:
    with pytest.raises(UnknownFlag, match="nowhere"):
        reviews.give([flag_id, "nowhere"], "ada", "accept")
    assert reviews.standing() == []


def give(url: str, flag_id: str, reviewer: str, line: Connection) -> None:
    """In a process of its own: accept a flag, and say who had judged it by then."""
    feedback = Feedback(url)
    feedback.start()
    reviews = Reviews(feedback)
    reviews.give([flag_id], reviewer, "accept")
    line.send([given.reviewer for given in reviews.standing()])
    feedback.close()


def test_processes_on_one_database_share_reviews(database: Database) -> None:
    with running(database) as own:
        flag_id = own.flag(predict(own), 0, "")[0].id
        seen = []
        for reviewer in ("ada", "bob"):
            ours, theirs = CONTEXT.Pipe(duplex=False)
            process = CONTEXT.Process(target=give, args=(database.url, flag_id, reviewer, theirs))
            process.start()
            theirs.close()
            seen.append(ours.recv())
            process.join()
        assert seen == [["ada"], ["ada", "bob"]]
        assert [flag.id for flag, _ in Reviews(own).accepted()] == [flag_id]
