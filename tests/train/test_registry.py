"""MLflow's registry and the store's labels follow the promotions."""

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import bentoml
import pytest

from bentos import store
from bentos.card import Retraining
from bentos.settings import settings
from tests.bentos.test_card import example
from train import registry

if TYPE_CHECKING:
    from mlflow import MlflowClient

NAME = "sentiment-logreg"


@pytest.fixture
def tags(tracked: Path) -> list[str]:
    """A champion, the model that challenges it and the champion of before, in stores of their own."""
    folder = tracked / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    card = example(folder)
    before, champion = (store.save(folder, card).tag for _ in range(2))
    store.promote(before, "trained", "")
    store.promote(champion, "trained", "")
    retraining = Retraining(
        parent=champion, base_fingerprint="ab" * 32, base_rows=2, flags=("f1",), regressions=(), weight=1
    )
    return [champion, store.save(folder, card.model_copy(update={"retraining": retraining})).tag, before]


def client() -> "MlflowClient":
    from mlflow import MlflowClient

    return MlflowClient(settings().mlflow)


def aliased(stage: str) -> str:
    return str(client().get_model_version_by_alias(NAME, stage).tags[registry.TAG])


def labelled(tag: str) -> str | None:
    return bentoml.models.get(tag).info.labels.get(registry.STAGE)


def test_champion_and_challenger_are_aliases_and_labels(tags: list[str]) -> None:
    registry.mend("logreg")
    assert [aliased("champion"), aliased("challenger")] == tags[:2]
    assert [labelled(tag) for tag in tags] == ["champion", "challenger", None]


def test_what_a_killed_promotion_left_undone_is_mended_and_said(
    tags: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    registry.mend("logreg")
    # The line is written, the process is killed: neither alias nor label follows.
    store.promote(tags[1], "retrained", "")
    caplog.set_level("INFO", logger="train")
    registry.mend("logreg")
    assert aliased("champion") == tags[1]
    assert "challenger" not in client().get_registered_model(NAME).aliases
    assert [labelled(tag) for tag in tags] == [None, "champion", None]
    assert f"{tags[1]} is champion of {NAME}" in caplog.text


def test_a_registry_in_step_is_left_alone(tags: list[str], caplog: pytest.LogCaptureFixture) -> None:
    registry.mend("logreg")
    caplog.set_level("INFO", logger="train")
    caplog.clear()
    registry.mend("logreg")
    assert [record.message for record in caplog.records if record.name == registry.__name__] == []
    assert len(client().search_model_versions(f"name='{NAME}'")) == len(tags[:2])


def test_labelled_models_load_as_before(tags: list[str]) -> None:
    registry.mend("logreg")
    assert [store.load(tag).tag for tag in tags] == tags


def test_the_run_of_a_process_that_is_gone_is_ended(
    tags: list[str],  # noqa: ARG001 - the family has models
) -> None:
    experiment = client().create_experiment(NAME)
    done = subprocess.run(
        [sys.executable, "-c", "from train import registry; print(registry.process())"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ,
    )
    owners = {"gone": done.stdout.strip(), "alive": registry.process(), "elsewhere": "1 1 another-machine"}
    runs = {
        name: client().create_run(experiment, tags={registry.PROCESS: owner}).info.run_id
        for name, owner in owners.items()
    }
    registry.mend("logreg")
    status = {name: client().get_run(run).info.status for name, run in runs.items()}
    assert status == {"gone": "KILLED", "alive": "RUNNING", "elsewhere": "RUNNING"}


def test_a_registry_that_is_away_keeps_no_champion_from_being_served(
    tags: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    settings.cache_clear()
    store.roll_back("logreg", "")
    registry.mend("logreg")
    assert store.champion("logreg") == tags[2]
    assert "is not in step yet" in caplog.text
