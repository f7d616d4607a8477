"""`sentiment tune`, as a user runs it."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import mlflow
import pytest
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.study import load_study
from optuna.trial import TrialState

from bentos import store
from bentos.settings import settings
from tests.conftest import environment, own_home, sentiment
from tests.train import reviewers
from tests.train.conftest import tracked_home
from train import recipes, registry

TRIALS = 6  # what training itself tries, and one more
TUNE = ("tune", "logreg", "--limit", "1000", "--jobs", "1")


@pytest.fixture(scope="module")
def tuned(tmp_path_factory: pytest.TempPathFactory, no_runs: Path) -> tuple[Path, dict[str, Any]]:
    """A home in which three trials were made, and what the command said of them."""
    folder = tmp_path_factory.mktemp("tuned")
    with tracked_home(folder, no_runs):
        done = sentiment(folder, *TUNE, "--trials", str(TRIALS), "--json")
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


def trials(home: Path, parent: str) -> list[Any]:
    """The runs within the run of a search."""
    with own_home(home):
        client = mlflow.MlflowClient(settings().mlflow)
        experiment = client.get_experiment_by_name("sentiment-logreg")
        return client.search_runs([experiment.experiment_id], f"tags.mlflow.parentRunId = '{parent}'")


def test_the_best_is_no_worse_than_what_training_itself_chooses(tuned: tuple[Path, dict[str, Any]]) -> None:
    _, said = tuned
    assert said["trials"] == TRIALS
    assert said["loss"] <= said["loss_before"]
    with_grid = [way for way in recipes.tried("logreg", 1_000) if said["before"].items() <= way.items()]
    assert len(with_grid) == 1


def test_each_trial_is_a_run_within_one(tuned: tuple[Path, dict[str, Any]]) -> None:
    home, said = tuned
    assert {run.info.run_name for run in trials(home, said["run_id"])} >= {"trial-0", "trial-1", "trial-2"}


def test_the_same_command_goes_on_in_the_same_run_with_two_trials_at_once(
    tuned: tuple[Path, dict[str, Any]],
) -> None:
    home, said = tuned
    done = sentiment(home, *TUNE[:-1], "2", "--trials", str(TRIALS + 2))
    assert done.returncode == 0, done.stderr
    assert "going on" in done.stderr
    assert f"{TRIALS + 2} trials" in done.stdout
    made = trials(home, said["run_id"])
    assert len(made) == TRIALS + 2
    # Both were begun before either was over, so each has a process of its own.
    assert len({run.data.tags[registry.PROCESS] for run in made}) == 3


def test_the_command_that_it_prints_trains_what_the_best_trial_trained(
    tuned: tuple[Path, dict[str, Any]],
) -> None:
    home, said = tuned
    printed = shlex.split(said["train"])
    assert printed[:3] == ["sentiment", "train", "logreg"]
    chosen = [word for word, before in zip(printed[1:], printed, strict=False) if before == "--set"]
    assert chosen == [f"{name}={value}" for name, value in said["settings"].items()]
    done = sentiment(home, *printed[1:])
    assert done.returncode == 0, done.stderr
    with own_home(home):
        card = store.load(store.resolve("logreg")).card
    assert card.metrics["validation"]["loss"] == pytest.approx(said["loss"], abs=1e-5)


@pytest.mark.usefixtures("tracked")
def test_a_student_is_tuned_as_it_is_taught(tmp_path: Path) -> None:
    data = reviewers.write(tmp_path)
    teacher = reviewers.train(data)
    words = ("--data", str(data), "--teacher", "logreg")
    done = sentiment(tmp_path, "tune", "logreg", *words, "--trials", "1", "--jobs", "1", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert shlex.split(found["train"])[:9] == ["sentiment", "train", "logreg", *words, "--seed", "13"]
    run = mlflow.MlflowClient(settings().mlflow).get_run(found["run_id"])
    assert run.data.tags["teacher"] == teacher


def test_a_family_without_a_teacher_is_not_tuned_with_one(tmp_path: Path) -> None:
    refused = sentiment(tmp_path, "tune", "bert", "--teacher", "bert")
    assert (refused.returncode, refused.stderr) == (
        2,
        "bert learns from labels alone; leave --teacher out.\n",
    )


def test_a_setting_that_is_not_known_ends_in_a_sentence(tmp_path: Path) -> None:
    refused = sentiment(tmp_path, "train", "logreg", "--set", "depth=3")
    assert refused.returncode == 2
    assert refused.stderr.startswith("depth=3 sets nothing of logreg; write NAME=VALUE of words,")


def running(home: Path) -> int | None:
    """The process that makes a trial right now."""
    for path in (home / "home" / "studies").glob("*.journal"):
        try:
            study = load_study(study_name="logreg", storage=JournalStorage(JournalFileBackend(str(path))))
        except KeyError:  # it is not made yet
            return None
        for trial in study.get_trials(states=(TrialState.RUNNING,)):
            if registry.PROCESS in trial.user_attrs:
                return int(trial.user_attrs[registry.PROCESS].split()[0])
    return None


@pytest.mark.usefixtures("tracked")
def test_a_trial_that_is_killed_is_made_again(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "train.cli", *TUNE, "--trials", "2", "--json"],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while (trial := running(tmp_path)) is None:
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)
        os.kill(trial, signal.SIGKILL)
        out, said = process.communicate()
    assert process.returncode == 0, said
    assert "was stopped" in said
    found = json.loads(out)
    assert (found["trials"], found["killed"]) == (2, 0)
    ended = [run.info.status for run in trials(tmp_path, found["run_id"])]
    assert [status for status in ended if status != "KILLED"] == ["FINISHED"] * 2
