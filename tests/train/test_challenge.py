"""From reviewed flags to a better champion."""

import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bentos import store
from bentos.settings import settings
from tests.conftest import own_home
from tests.train import reviewers
from tests.train.conftest import tracked_home
from train.base import Source
from train.challenge import Outcome, alone, challenge
from train.cli import app


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, no_runs: Path) -> Path:
    """A home with a champion, and the file that it was trained on."""
    folder = tmp_path_factory.mktemp("home")
    with tracked_home(folder, no_runs):
        reviewers.train(reviewers.write(folder))
    return folder


@contextmanager
def copied(trained: Path, folder: Path) -> Iterator[Path]:
    shutil.copytree(trained, folder / "own")
    with own_home(folder / "own") as home, pytest.MonkeyPatch.context() as patch:
        # The champion knows few tweets; flags may be as many.
        patch.setenv("SENTIMENT_FLAG_CAP", "1")
        settings.cache_clear()
        yield home


@pytest.fixture
def champion(trained: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of that home, as this very process's own."""
    with copied(trained, tmp_path) as home:
        yield home


@pytest.fixture(scope="module")
def won(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Outcome, list[str]]]:
    """A challenge that was won, in a home of its own, and the flags."""
    with copied(trained, tmp_path_factory.mktemp("won")):
        flags = reviewers.flag()
        yield challenge("logreg", Source()), flags


def retrain(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["retrain", "logreg", *arguments])


def test_a_challenger_that_mends_what_was_flagged_is_promoted(won: tuple[Outcome, list[str]]) -> None:
    outcome, _ = won
    assert outcome.promoted
    assert [line.name for line in outcome.lines if not line.held] == []
    assert store.champion("logreg") == outcome.challenger
    assert [(each.tag, each.kind) for each in store.history("logreg")] == [
        (outcome.champion, "found"),
        (outcome.challenger, "retrained"),
    ]


def test_every_flag_is_learnt_from_or_judged_by_and_the_card_says_which(
    won: tuple[Outcome, list[str]],
) -> None:
    outcome, flags = won
    retraining = store.load(outcome.challenger).card.retraining
    assert retraining is not None
    assert sorted(retraining.flags + retraining.regressions) == sorted(flags)
    assert retraining.regressions
    assert retraining.parent == outcome.champion
    assert retraining.base_fingerprint == store.load(outcome.champion).card.lineage.data_fingerprint


def test_the_challenger_has_the_champions_settings(won: tuple[Outcome, list[str]]) -> None:
    before, after = (store.load(tag).card for tag in (won[0].champion, won[0].challenger))
    assert before.lineage.seed == after.lineage.seed
    assert {**before.parameters, "terms": 0} == {**after.parameters, "terms": 0}
    assert before.lineage.test_fingerprint == after.lineage.test_fingerprint


def test_the_run_has_both_fingerprints_the_flags_and_the_gates_report(won: tuple[Outcome, list[str]]) -> None:
    import mlflow

    card = store.load(won[0].challenger).card
    assert card.retraining is not None
    tags = mlflow.get_run(card.lineage.run_id).data.tags
    assert tags["retraining.base.sha256"] == card.retraining.base_fingerprint
    assert tags["data.training.sha256"] == card.lineage.data_fingerprint
    assert tags["gate"] == "passed"
    uri = f"runs:/{card.lineage.run_id}"
    assert mlflow.artifacts.load_dict(f"{uri}/retraining.json")["flags"] == list(card.retraining.flags)
    report = json.loads(mlflow.artifacts.load_text(f"{uri}/gate.json"))
    assert [line["name"] for line in report] == [line.name for line in won[0].lines]


def test_a_flagged_prediction_is_traced_to_its_model_and_to_the_one_that_learnt_from_it(
    won: tuple[Outcome, list[str]],
) -> None:
    outcome, _ = won
    before, after = (store.load(tag) for tag in (outcome.champion, outcome.challenger))
    assert after.card.retraining is not None
    done = CliRunner().invoke(app, ["trace", "0", "--json"])
    found = json.loads(done.stdout)
    assert (found["model"], found["run"]) == (before.version, before.card.lineage.run_id)
    assert found["commit"] == before.card.lineage.git_commit
    (flag,) = found["its flags"]
    assert flag["reviews"][0]["reviewer"] == "ada"
    assert (flag["learnt by"] == [after.version]) == (flag["id"] in after.card.retraining.flags)


@pytest.mark.usefixtures("champion")
def test_flags_with_wrong_labels_are_refused_and_change_nothing() -> None:
    reviewers.flag(inverted=True)
    served = store.champion("logreg")
    done = retrain()
    assert done.exit_code == 3, done.output
    assert "FAILED" in done.stdout
    assert f"{served} stays the champion" in done.stdout.replace("\n", " ")
    assert store.champion("logreg") == served


@pytest.mark.usefixtures("champion")
def test_a_refused_challenger_is_promoted_by_force_and_the_reason_is_kept() -> None:
    reviewers.flag(inverted=True)
    assert retrain().exit_code == 3
    done = retrain("--force", "irony is the rule here", "--json")
    outcome = json.loads(done.stdout)
    assert (done.exit_code, outcome["promoted"]) == (0, True)
    assert "by an earlier run" in done.stderr
    assert store.champion("logreg") == outcome["challenger"]
    assert store.history("logreg")[-1].kind == "forced"
    assert store.history("logreg")[-1].reason == "irony is the rule here"


class _Intruder(logging.Handler):
    """Makes a copy of the champion the champion as soon as the contest begins."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage().startswith("Holding"):
            present = store.load(store.resolve("logreg"))
            store.promote(store.save(present.folder, present.card).tag, "promoted", "while it was weighed")


@pytest.mark.parametrize("arguments", [(), ("--force", "all the same")])
@pytest.mark.usefixtures("champion")
def test_a_champion_that_came_during_the_contest_is_not_replaced_unseen(arguments: tuple[str, ...]) -> None:
    reviewers.flag(inverted=bool(arguments))
    intruder = _Intruder()
    logging.getLogger("train.contest").addHandler(intruder)
    try:
        done = retrain(*arguments)
    finally:
        logging.getLogger("train.contest").removeHandler(intruder)
    assert done.exit_code == 2, done.output
    last = store.history("logreg")[-1]
    assert (last.kind, store.champion("logreg")) == ("promoted", last.tag)
    assert f"{last.tag} took the place of" in done.stderr


@pytest.mark.usefixtures("champion")
def test_a_family_that_is_being_retrained_is_not_retrained_beside_that() -> None:
    with alone("logreg"):
        done = retrain()
    assert done.exit_code == 2
    assert done.stderr == "logreg is being retrained already; wait until that run ends.\n"


@pytest.mark.usefixtures("champion")
def test_without_a_reviewed_flag_nothing_is_trained() -> None:
    flags = reviewers.flag()
    CliRunner().invoke(app, ["review", "reject", *flags, "--reviewer", "bob"])
    done = retrain()
    assert done.exit_code == 0
    assert "sentiment review" in done.stdout
    assert len(store.versions("logreg")) == 1


def test_data_that_is_gone_or_not_the_champions_is_said_in_a_sentence(champion: Path) -> None:
    reviewers.flag()
    data = champion / "moved.jsonl"
    shutil.copy(champion / "tweets.jsonl", data)
    original = store.load(store.resolve("logreg")).card.lineage.data[0]
    hidden = Path(original).rename(f"{original}.hidden")
    try:
        gone = retrain()
        other = retrain("--data", str(reviewers.write(champion, 500)))
    finally:
        hidden.rename(original)
    assert (gone.exit_code, other.exit_code) == (2, 2)
    assert "--data and --test" in gone.stderr
    assert "their fingerprint differs" in other.stderr


def test_the_same_flags_once_more_teach_nothing_new(won: tuple[Outcome, list[str]]) -> None:
    done = retrain("--json")
    assert done.exit_code == 0
    outcome = json.loads(done.stdout)
    assert (outcome["challenger"], outcome["promoted"]) == (None, False)
    assert store.champion("logreg") == outcome["champion"] == won[0].challenger
