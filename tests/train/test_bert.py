"""Fine-tuning: it learns, it is repeatable, and what it exports says what torch says."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bentos import models
from bentos.calibration import Calibration
from tests.train import base_model, tweets
from train import encoder, run
from train.batches import bucketed
from train.bert import Bert, fit
from train.fitted import Options, TrainingError

SPLIT = tweets.split()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(base_model.make(tmp_path_factory.mktemp("base"), SPLIT.train.texts))


@pytest.fixture(scope="module")
def trained(base: str, run_id: str) -> Bert:
    import mlflow

    with mlflow.start_run(run_id=run_id):
        return fit(SPLIT, Options(base_model=base))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exported")


@pytest.fixture(scope="module")
def exported(trained: Bert, folder: Path) -> list[str]:
    return trained.export(folder)


def probabilities(logits: np.ndarray) -> np.ndarray:
    return Calibration().probabilities(logits)


@pytest.mark.usefixtures("own_run")
def test_fine_tuning_the_packaged_encoder_learns_from_a_few_tweets() -> None:
    bert = fit(SPLIT, Options())
    assert (bert.logits(SPLIT.test.texts).argmax(1) == SPLIT.test.labels).mean() > 0.8
    assert "all-MiniLM-L6-v2" in (bert.base_encoder or "")


def test_a_folder_can_be_the_base_model(trained: Bert, base: str) -> None:
    assert trained.base_encoder == base
    assert trained.parameters["base_model"] == base


@pytest.mark.usefixtures("own_run")
def test_the_same_seed_gives_the_same_model(trained: Bert, base: str) -> None:
    again = fit(SPLIT, Options(base_model=base))
    np.testing.assert_allclose(
        again.logits(SPLIT.test.texts), trained.logits(SPLIT.test.texts), rtol=1e-3, atol=1e-3
    )


def test_every_validation_is_in_the_run(trained: Bert, run_id: str) -> None:
    import mlflow

    history = mlflow.MlflowClient().get_metric_history(run_id, "epoch_val_accuracy")
    assert len(history) == len({point.step for point in history}) == trained.parameters["epochs"]


def test_a_base_model_that_cannot_be_had_ends_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"cannot be loaded .* give a folder or the id"):
        encoder.load(str(tmp_path / "nothing"))


def test_altered_weights_of_the_packaged_encoder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    with pytest.raises(TrainingError, match="SHA-256 differs"):
        encoder.check(tmp_path)


def test_the_float32_export_agrees_with_torch(trained: Bert, exported: list[str], folder: Path) -> None:
    served = models.load("bert", folder, exported[-1])
    texts = [*SPLIT.test.texts, "", "love " * 200]
    np.testing.assert_allclose(served.logits(texts), trained.logits(texts), atol=1e-4)


def test_the_8_bit_export_is_preferred_and_close_to_torch(
    trained: Bert, exported: list[str], folder: Path
) -> None:
    assert exported == ["model.int8.onnx", "model.onnx"]
    served = models.load("bert", folder, exported[0])
    difference = probabilities(served.logits(SPLIT.test.texts)) - probabilities(
        trained.logits(SPLIT.test.texts)
    )
    assert np.abs(difference).max() < 0.03


@pytest.mark.usefixtures("tracked")
def test_the_store_holds_the_served_graph_alone_and_the_run_the_other(base: str) -> None:
    import mlflow

    stored = run.train("bert", SPLIT, Options(base_model=base))
    kept = mlflow.artifacts.list_artifacts(run_id=stored.card.lineage.run_id, artifact_path="unserved")
    assert [path.name for path in stored.folder.glob("*.onnx")] == [stored.card.weights]
    others = {"model.int8.onnx", "model.onnx"} - {stored.card.weights}
    assert {Path(file.path).name for file in kept} == others


@given(
    lengths=st.lists(st.integers(1, 128), max_size=300),
    size=st.integers(1, 40),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_row_stands_in_one_training_batch(lengths: list[int], size: int, seed: int) -> None:
    batches = bucketed(np.array(lengths, dtype=np.int64), size, np.random.default_rng(seed))
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    assert all(0 < len(batch) <= size for batch in batches)


def test_training_batches_are_padded_little() -> None:
    generator = np.random.default_rng(1)
    lengths = generator.integers(3, 60, size=5_000)
    padded = sum(len(batch) * lengths[batch].max() for batch in bucketed(lengths, 32, generator))
    assert padded / lengths.sum() < 1.05
