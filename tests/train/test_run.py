"""A training run from data to a stored model."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bentos import store
from bentos.monitoring import reference
from bentos.store import Stored
from tests.train import tweets
from tests.train.conftest import tracked_home
from train import logreg, run, tracking
from train.data import load
from train.fitted import Options, TrainingError
from train.logreg import Logreg, fit
from train.rows import Rows, Split


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, no_runs: Path) -> Iterator[Stored]:
    with tracked_home(tmp_path_factory.mktemp("home"), no_runs):
        yield run.train("logreg", tweets.split(), Options(seed=5))


def test_every_side_of_the_split_is_measured(trained: Stored) -> None:
    metrics = trained.card.metrics
    assert {side: figures["rows"] for side, figures in metrics.items()} == {
        "train": 240,
        "validation": 60,
        "test": 60,
    }
    assert {"accuracy", "loss", "auc", "precision", "recall", "f1"} < set(metrics["test"])


def test_the_model_travels_with_what_its_validation_tweets_were_like(trained: Stored) -> None:
    described = reference.read(trained.folder)
    assert described.rows == 60
    assert described.accuracy == trained.card.metrics["validation"]["accuracy"]
    assert reference.NAME in trained.card.files


def test_the_run_is_finished_and_has_the_parameters_and_figures(trained: Stored) -> None:
    import mlflow

    done = mlflow.get_run(trained.card.lineage.run_id)
    assert done.info.status == "FINISHED"
    assert done.data.params["seed"] == "5"
    assert done.data.params["C"] == str(trained.card.parameters["C"])
    assert done.data.metrics["test_accuracy"] == trained.card.metrics["test"]["accuracy"]
    assert done.data.metrics["export_difference.model.safetensors"] < 1e-3


def test_the_run_has_the_data_as_inputs_with_their_fingerprints(trained: Stored) -> None:
    import mlflow

    done = mlflow.get_run(trained.card.lineage.run_id)
    digests = {item.dataset.name: item.dataset.digest for item in done.inputs.dataset_inputs}
    assert set(digests) == {"training", "validation", "test"}
    assert trained.card.lineage.data_fingerprint.startswith(digests["training"])
    origin, split = trained.card.lineage, tweets.split()
    assert [origin.data_fingerprint, origin.validation_fingerprint, origin.test_fingerprint] == [
        rows.fingerprint() for rows in (split.train, split.validation, split.test)
    ]


@pytest.mark.usefixtures("tracked")
def test_the_run_knows_what_was_read_and_dropped_and_the_limit() -> None:
    import mlflow

    split = load(["starter"], limit=150)
    done = mlflow.get_run(run.train("logreg", split, Options()).card.lineage.run_id)
    assert done.data.tags["data.limit"] == "150"
    assert {name: done.data.tags[f"data.{name}"] for name in split.counts} == {
        name: str(count) for name, count in split.counts.items()
    }


@pytest.mark.usefixtures("tracked")
def test_a_run_store_that_is_lost_in_the_midst_of_a_run_ends_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import mlflow

    def fit_and_lose(split: Split, options: Options) -> Logreg:
        fitted = fit(split, options)
        mlflow.set_tracking_uri("http://127.0.0.1:9")
        return fitted

    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setattr(logreg, "fit", fit_and_lose)
    with pytest.raises(TrainingError, match=r"^MLflow's store at .* nothing was saved"):
        run.train("logreg", tweets.split(), Options())
    assert store.versions("logreg") == []


@pytest.mark.usefixtures("tracked")
def test_a_deleted_experiment_says_how_to_restore_it() -> None:
    import mlflow

    mlflow.delete_experiment(tracking.experiment("logreg"))
    with pytest.raises(TrainingError, match="mlflow experiments restore"):
        run.train("logreg", tweets.split(), Options())


def test_the_run_has_the_pictures_and_the_table_of_mistakes(trained: Stored) -> None:
    import mlflow

    run_id = trained.card.lineage.run_id
    pictures = mlflow.artifacts.list_artifacts(run_id=run_id, artifact_path="pictures")
    assert {Path(picture.path).name for picture in pictures} == {
        "confusion.png",
        "roc.png",
        "calibration.png",
    }
    mistakes = mlflow.artifacts.load_dict(f"runs:/{run_id}/mistakes.json")
    assert mistakes["columns"] == ["text", "label", "predicted", "confidence"]


def test_the_model_uri_resolves_to_the_stored_files(trained: Stored, tmp_path: Path) -> None:
    import mlflow

    folder = Path(mlflow.artifacts.download_artifacts(trained.card.lineage.model_uri, dst_path=str(tmp_path)))
    assert json.loads((folder / "card.json").read_text()) == json.loads(
        (trained.folder / "card.json").read_text()
    )
    assert (folder / "model.safetensors").read_bytes() == (trained.folder / "model.safetensors").read_bytes()


def test_the_pictures_stand_beside_the_model_and_do_not_count_as_its_size(trained: Stored) -> None:
    assert (trained.folder / "pictures" / "roc.png").read_bytes().startswith(b"\x89PNG")
    assert trained.card.size_bytes == (trained.folder / "model.safetensors").stat().st_size


@pytest.mark.usefixtures("tracked")
def test_a_run_that_fails_is_marked_and_leaves_nothing_in_the_store() -> None:
    import mlflow

    rows = Rows(["-", "="], np.array([0, 1], dtype=np.int8))
    with pytest.raises(TrainingError):
        run.train("logreg", Split(rows, rows, rows, ("invented",)), Options())
    runs = mlflow.search_runs(experiment_names=["sentiment-logreg"], output_format="list")
    assert [failed.info.status for failed in runs] == ["FAILED"]
    assert store.versions("logreg") == []


class _Drifted(Logreg):
    """A model whose export is right while it says something else itself."""

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return super().logits(texts) * np.float32(1.1)


@pytest.mark.usefixtures("tracked")
def test_an_export_that_disagrees_with_the_framework_stops_training(tmp_path: Path) -> None:
    import mlflow

    split, folder = tweets.split(), tmp_path / "model"
    folder.mkdir()
    with mlflow.start_run(experiment_id=tracking.experiment("logreg")):
        fitted = fit(split, Options())
        drifted = _Drifted(fitted.pipeline, fitted.parameters)
        with pytest.raises(TrainingError, match="differ from the trained one's"):
            run.export("logreg", folder, drifted, split.validation)


@pytest.mark.parametrize(("wrong", "served"), [(0, "small"), (3, "small"), (4, "full")])
def test_smaller_weights_are_served_if_they_cost_at_most_three_in_a_thousand(wrong: int, served: str) -> None:
    labels = np.zeros(1_000, dtype=np.int8)
    full = np.tile(np.array([[1, -1]], dtype=np.float32), (1_000, 1))
    small = full.copy()
    small[:wrong] *= -1
    classifier = Logreg(None, {})
    exported = [run.Weights("small", classifier, small, 0.01), run.Weights("full", classifier, full, 0.0)]
    assert run.choose("bert", exported, Rows([str(n) for n in range(1_000)], labels)).name == served
