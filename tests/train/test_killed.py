"""A retraining that is killed (SIGKILL) leaves the champion serving, and the next run goes on."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bentos import store
from bentos.settings import settings
from tests.conftest import environment, own_home
from tests.train import reviewers
from tests.train.conftest import tracked_home
from train import registry


@pytest.fixture
def flagged(tmp_path: Path, no_runs: Path) -> Path:
    """A home with a champion and reviewed flags."""
    with tracked_home(tmp_path, no_runs):
        reviewers.train(reviewers.write(tmp_path))
        reviewers.flag()
    return tmp_path


def retrain(home: Path, kill_at: str = "") -> tuple[int, str]:
    """Run `sentiment retrain logreg`, killed once it says something; its status and what it said."""
    command = [sys.executable, "-m", "train.cli", "retrain", "logreg"]
    said = ""
    with subprocess.Popen(
        command, env=environment(home, SENTIMENT_FLAG_CAP="1"), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            said += line
            if kill_at and kill_at in line:
                os.kill(process.pid, signal.SIGKILL)
    return process.returncode, said


def test_killed_in_training_then_before_the_gate_it_goes_on_and_promotes(flagged: Path) -> None:
    with own_home(flagged):
        champion = store.champion("logreg")

    assert retrain(flagged, kill_at="candidate-1")[0] == -signal.SIGKILL
    with own_home(flagged):
        assert store.champion("logreg") == champion

    status, said = retrain(flagged, kill_at="Holding")
    assert status == -signal.SIGKILL
    assert "was cut short" in said
    with own_home(flagged):
        assert store.champion("logreg") == champion

    status, said = retrain(flagged)
    assert status == 0, said
    assert "trained on these very tweets and flags by an earlier run" in said
    assert "fitting" not in said
    with own_home(flagged):
        assert consistent()
        assert store.champion("logreg") != champion


def consistent() -> bool:
    """Whether MLflow's aliases and the store's labels say what the promotions say."""
    import bentoml
    from mlflow import MlflowClient

    client = MlflowClient(settings().mlflow)
    aliased = client.get_model_version_by_alias("sentiment-logreg", "champion").tags[registry.TAG]
    labelled = [
        tag
        for tag in store.versions("logreg")
        if bentoml.models.get(tag).info.labels.get(registry.STAGE) == "champion"
    ]
    running = client.search_runs(
        [client.get_experiment_by_name("sentiment-logreg").experiment_id], "attributes.status = 'RUNNING'"
    )
    return labelled == [aliased] == [store.champion("logreg")] and not running
