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

import pytest
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.study import load_study
from optuna.trial import TrialState

from bentos.settings import settings
from tests.conftest import environment, own_home, sentiment
from tests.train.conftest import tracked_home
from train import registry

TUNE = ("tune", "logreg", "--limit", "1000", "--jobs", "1")


@pytest.fixture(scope="module")
def tuned(tmp_path_factory: pytest.TempPathFactory, no_runs: Path) -> tuple[Path, dict[str, Any]]:
    """A home in which three trials were made, and what the command said of them."""
    folder = tmp_path_factory.mktemp("tuned")
    with tracked_home(folder, no_runs):
        done = sentiment(folder, *TUNE, "--trials", "3", "--json")
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


def trials(home: Path, parent: str) -> list[Any]:
    """The runs within the run of a search."""
    import mlflow

    with own_home(home):
        client = mlflow.MlflowClient(settings().mlflow)
        experiment = client.get_experiment_by_name("sentiment-logreg")
        return client.search_runs([experiment.experiment_id], f"tags.mlflow.parentRunId = '{parent}'")


def test_the_best_is_no_worse_than_the_settings_of_before(tuned: tuple[Path, dict[str, Any]]) -> None:
    _, said = tuned
    assert said["trials"] == 3
    assert said["loss"] <= said["loss_before"]


def test_each_trial_is_a_run_within_one(tuned: tuple[Path, dict[str, Any]]) -> None:
    home, said = tuned
    assert {run.info.run_name for run in trials(home, said["run_id"])} >= {"trial-0", "trial-1", "trial-2"}


def test_the_same_command_goes_on_in_the_same_run(tuned: tuple[Path, dict[str, Any]]) -> None:
    home, said = tuned
    done = sentiment(home, *TUNE, "--trials", "4")
    assert "going on" in done.stderr
    assert "4 trials" in done.stdout
    assert len(trials(home, said["run_id"])) == 4


def test_the_command_that_it_prints_trains_with_the_best_settings(
    tuned: tuple[Path, dict[str, Any]],
) -> None:
    home, said = tuned
    printed = shlex.split(said["train"])
    assert printed[:3] == ["sentiment", "train", "logreg"]
    chosen = [word for word, before in zip(printed[1:], printed, strict=False) if before == "--set"]
    assert chosen == [
        f"{name}={value}" for name, value in said["settings"].items() if value != said["before"][name]
    ]
    assert sentiment(home, *printed[1:]).returncode == 0


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
