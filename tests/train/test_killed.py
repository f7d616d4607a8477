"""A training that is killed (SIGKILL) leaves the champion serving, and the next run goes on."""

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


# A process that ends where it would tie the saved model to its run.
BEFORE_THE_TAG = "tracking.tie = lambda tag: end()"
# One that ends as soon as the challenger is the champion.
AFTER_THE_PROMOTION = """
add = promotions.add
promotions.add = lambda folder, each: (add(folder, each), each.kind == "retrained" and end())
"""


def retrain(home: Path, kill_at: str = "", ends: str = "") -> tuple[int, str]:
    """`sentiment` for `retrain logreg`."""
    return sentiment(home, "retrain", "logreg", kill_at=kill_at, ends=ends)


def sentiment(home: Path, *arguments: str, kill_at: str = "", ends: str = "") -> tuple[int, str]:
    """Run the `sentiment` command; its status and what it said.

    It kills itself as it says `kill_at`, or where `ends` says: killed from outside, it might have gone on by
    then.
    """
    own = f"""
import logging, os, signal
from bentos import promotions
from train import cli, tracking
end = lambda: os.kill(os.getpid(), signal.SIGKILL)
handle = logging.Logger.handle
def say(logger, record):
    handle(logger, record)
    if {kill_at!r} and {kill_at!r} in record.getMessage():
        end()
logging.Logger.handle = say
{ends}
cli.app()
"""
    done = subprocess.run(
        [sys.executable, "-c", own, *arguments],
        env=environment(home, SENTIMENT_FLAG_CAP="1"),
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_killed_in_training_then_after_it_then_before_the_gate_it_goes_on_and_promotes(
    flagged: Path,
) -> None:
    with own_home(flagged):
        champion = store.champion("logreg")
    for moment in ("candidate-1", "saved as", "Holding"):
        assert retrain(flagged, kill_at=moment)[0] == -signal.SIGKILL
        with own_home(flagged):
            assert store.champion("logreg") == champion

    status, said = retrain(flagged)
    assert status == 0, said
    assert "trained on these very tweets and flags by an earlier run" in said
    assert "fitting" not in said
    with own_home(flagged):
        assert consistent()
        assert store.champion("logreg") != champion


def test_killed_before_the_run_knows_its_model_then_before_the_registry_knows_the_champion(
    flagged: Path,
) -> None:
    with own_home(flagged):
        champion = store.champion("logreg")
    assert retrain(flagged, ends=BEFORE_THE_TAG)[0] == -signal.SIGKILL
    with own_home(flagged):
        assert store.champion("logreg") == champion
        assert not consistent()

    status, said = retrain(flagged, ends=AFTER_THE_PROMOTION)
    assert status == -signal.SIGKILL
    assert "was cut short after it had saved" in said
    with own_home(flagged):
        assert store.champion("logreg") != champion
        assert not consistent()

    status, said = retrain(flagged)
    assert status == 0, said
    assert "is labelled champion" in said
    with own_home(flagged):
        assert consistent()


def test_an_lstm_that_was_killed_goes_on_after_an_epoch(tmp_path: Path, no_runs: Path) -> None:
    words = ("train", "lstm-word2vec", "--limit", "300")
    with tracked_home(tmp_path, no_runs):
        assert sentiment(tmp_path, *words, kill_at="epoch 2:")[0] == -signal.SIGKILL
        assert store.champion("lstm-word2vec") is None

        status, said = sentiment(tmp_path, *words)
        assert status == 0, said
        assert "going on after epoch" in said
        assert "epoch 1:" not in said
        card = store.load(store.resolve("lstm-word2vec")).card
        assert f"epoch {card.parameters['epochs']}:" in said
        assert card.metrics["test"]["accuracy"] > 0.5


def consistent() -> bool:
    """Whether the runs, MLflow's aliases and the store's labels say what the store and the promotions say."""
    import bentoml
    from mlflow import MlflowClient

    client = MlflowClient(settings().mlflow)
    aliased = client.get_model_version_by_alias("sentiment-logreg", "champion").tags[registry.TAG]
    labels = {tag: bentoml.models.get(tag).info.labels for tag in store.versions("logreg")}
    labelled = [tag for tag, found in labels.items() if found.get(registry.STAGE) == "champion"]
    experiment = client.get_experiment_by_name("sentiment-logreg").experiment_id
    runs = {run.info.run_id: run for run in client.search_runs([experiment])}
    saved = {tag: runs[found["mlflow-run-id"]] for tag, found in labels.items()}
    return (
        labelled == [aliased] == [store.champion("logreg")]
        and all(run.data.tags.get(registry.TAG) == tag for tag, run in saved.items())
        and all(run.info.status == "FINISHED" for run in saved.values())
        and all(run.info.status != "RUNNING" for run in runs.values())
    )
