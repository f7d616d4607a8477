"""`sentiment review`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bentos.records.feedback import Feedback
from bentos.records.reviews import Reviews
from bentos.settings import settings
from train import accepted
from train.accepted import Accepted
from train.cli import app

TWEETS = ("Great, the train is late again.", "Not bad at all")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["review", *arguments])


@pytest.fixture
def flags(home: Path) -> list[str]:  # noqa: ARG001 - the database is in it
    """The ids of two flags."""
    feedback = Feedback(settings().database)
    ids = []
    for number, tweet in enumerate(TWEETS):
        feedback.record(str(number), None, tweet, "bert:a1", 1, 0.75, {})
        ids.append(feedback.flag(str(number), 0, "irony")[0].id)
    feedback.close()
    return ids


def labels() -> dict[str, int]:
    return {flag.text: label for flag, label in Reviews(Feedback(settings().database)).accepted()}


def test_flags_that_wait_are_listed(flags: list[str]) -> None:
    listed = json.loads(run("list", "--json").stdout)
    assert [(each["id"], each["text"], each["label"]) for each in listed] == [
        (flag_id, tweet, 0) for flag_id, tweet in zip(flags, TWEETS, strict=True)
    ]
    assert TWEETS[0] in run("list").stdout


def test_a_flag_is_accepted_and_another_corrected_by_how_its_id_begins(flags: list[str]) -> None:
    assert run("accept", flags[0][:12]).exit_code == 0
    assert run("correct", flags[1][:12], "--reason", "litotes").exit_code == 0
    assert labels() == {TWEETS[0]: 0, TWEETS[1]: 1}
    assert "No flag waits" in run("list").stderr


def test_all_that_wait_are_rejected_at_once_and_the_last_is_taken_back(flags: list[str]) -> None:
    assert run("accept", flags[0]).exit_code == 0
    assert "1 flag" in run("reject", "--all").stdout
    assert "reject" in run("undo").stdout
    assert [each["id"] for each in json.loads(run("list", "--json").stdout)] == [flags[1]]


def test_the_agreement_of_two_reviewers_is_shown(flags: list[str]) -> None:
    for reviewer in ("ada", "bob"):
        run("accept", flags[0], "--reviewer", reviewer)
    run("correct", flags[1], "--reviewer", "ada")
    run("accept", flags[1], "--reviewer", "bob")
    (found,) = json.loads(run("agreement", "--json").stdout)
    assert (found["reviewers"], found["flags"], found["alike"]) == (["ada", "bob"], 2, 1)
    assert "ada and bob" in run("agreement").stdout


def test_a_suggested_prediction_is_labelled_and_accepted_at_once(home: Path) -> None:  # noqa: ARG001 - the database is in it
    feedback = Feedback(settings().database)
    feedback.start()
    feedback.record("p1", None, TWEETS[0], "bert:a1", 1, 0.55, {})
    feedback.close()
    (found,) = json.loads(run("suggest", "--json").stdout)
    assert (found["prediction_id"], found["why"]) == ("p1", "unsure")
    assert TWEETS[0] in run("suggest").stdout
    assert run("label", "p1", "negative", "--reason", "irony").exit_code == 0
    assert labels() == {TWEETS[0]: 0}
    assert "No prediction stands out" in run("suggest").stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["accept"], "or give --all"),
        (["accept", "f" * 32], "No flag has an id"),
        (["undo"], "no verdict"),
        (["label", "nowhere", "positive"], "No prediction has the id nowhere"),
    ],
)
@pytest.mark.usefixtures("flags")
def test_what_cannot_be_reviewed_is_said_in_a_sentence(arguments: list[str], sentence: str) -> None:
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in done.stderr


@pytest.mark.usefixtures("home")
def test_without_a_database_it_is_said_that_nothing_was_flagged() -> None:
    done = run("list")
    assert done.exit_code == 2
    assert "No flags were stored yet" in done.stderr


def test_what_reviewers_agree_on_is_written_to_a_file_and_read_back_exactly(
    flags: list[str], tmp_path: Path
) -> None:
    run("accept", flags[0], "--reviewer", "ada")
    run("correct", flags[1], "--reviewer", "ada")
    out = tmp_path / "accepted.jsonl"
    assert "2 flags written" in run("export", str(out)).stdout
    assert accepted.read(out) == [
        Accepted(flag_id, tweet, label) for flag_id, tweet, label in zip(flags, TWEETS, (0, 1), strict=True)
    ]
