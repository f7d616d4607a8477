"""From a model back to its run, its data and its commit, and from the run to the model."""

import subprocess
from dataclasses import replace
from pathlib import Path

import bentoml
import numpy as np
import pytest

from bentos import store
from bentos.settings import FAMILIES, ROOT
from tests.conftest import own_home
from tests.train import tweets
from train import lineage, tracking


@pytest.mark.parametrize("family", FAMILIES)
def test_the_card_leads_to_the_run_and_the_run_to_the_model(trained_home: Path, family: str) -> None:
    import mlflow

    with own_home(trained_home):
        tracking.experiment(family)
        stored = store.load(store.resolve(family))
        run = mlflow.get_run(stored.card.lineage.run_id)
        assert run.data.tags["bento.tag"] == stored.tag
        assert run.data.tags["git.commit"] == stored.card.lineage.git_commit
        assert run.data.tags["data.training.sha256"] == stored.card.lineage.data_fingerprint
        assert mlflow.get_experiment(run.info.experiment_id).name == f"sentiment-{family}"


@pytest.mark.parametrize("family", FAMILIES)
def test_the_store_carries_what_the_card_says(trained_home: Path, family: str) -> None:
    with own_home(trained_home):
        stored = store.load(store.resolve(family))
        info = bentoml.models.get(stored.tag).info
    assert info.labels["mlflow-run-id"] == stored.card.lineage.run_id
    assert info.labels["git-commit"] == stored.card.lineage.git_commit
    assert info.metadata["metrics"] == stored.card.metrics


def test_the_commit_is_the_one_that_is_checked_out() -> None:
    head = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    )
    assert lineage.commit().removesuffix("-dirty") == (head.stdout.strip() or "unknown")


def test_the_libraries_that_make_the_models_are_named() -> None:
    assert {"scikit-learn", "torch", "transformers", "keras", "gensim", "onnxruntime"} <= set(
        lineage.libraries()
    )


def test_each_source_of_the_training_rows_has_a_fingerprint() -> None:
    train = replace(tweets.rows(0, 100), origins=np.repeat([0, 1], [60, 40]))
    assert lineage.source_fingerprints(train) == tuple(
        rows.fingerprint() for rows in (tweets.rows(0, 60), tweets.rows(60, 100))
    )
