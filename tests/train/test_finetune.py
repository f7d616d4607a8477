"""The training loop: one that is stopped goes on where it was, and ends as if it never had been."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.conftest import environment
from tests.train import base_model, tweets
from train import encoder
from train.bert import Bert
from train.checkpoint import Arrays, Checkpoint
from train.evaluate import metrics
from train.finetune import Recipe, tune
from train.fitted import Options

SPLIT = tweets.split()
RECIPE = Recipe(epochs=2, check_every=64)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(base_model.make(tmp_path_factory.mktemp("base"), SPLIT.train.texts))


def trained(base: str, checkpoint: Checkpoint, stop_at: int = 0) -> tuple[Bert, int]:
    """Fine-tune, or be killed at a validation; the model and how many validations there were."""
    import torch

    torch.manual_seed(3)
    bert = Bert(encoder.load(base), {})
    validations = 0

    def validate() -> dict[str, float]:
        nonlocal validations
        validations += 1
        if validations == stop_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return metrics(SPLIT.validation.labels, bert.logits(SPLIT.validation.texts))

    rows: Any = (bert.reader.encode(SPLIT.train.texts), SPLIT.train.labels)
    tune(bert.model, bert.forward, rows, validate, RECIPE, 3, checkpoint, Options().watch)
    return bert, validations


KILLED = """
import sys
from pathlib import Path
from tests.train.test_finetune import Checkpoint, trained
trained(sys.argv[1], Checkpoint(Path(sys.argv[2]), every=0), stop_at=4)
"""


@pytest.mark.usefixtures("own_run")
def test_a_training_that_was_killed_goes_on_and_ends_the_same(
    base: str, tmp_path: Path, no_runs: Path
) -> None:
    whole, validations = trained(base, Checkpoint(tmp_path / "whole.pt"))
    path = tmp_path / "state" / "killed.pt"
    runs = shutil.copy(no_runs, tmp_path)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, base, path],
        env=environment(tmp_path, MLFLOW_TRACKING_URI=f"sqlite:///{runs}"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    resumed, later = trained(base, Checkpoint(path, every=0))
    assert later == validations - 3
    np.testing.assert_allclose(
        resumed.logits(SPLIT.test.texts), whole.logits(SPLIT.test.texts), rtol=1e-4, atol=1e-5
    )
    assert not path.exists()


@pytest.mark.usefixtures("own_run")
def test_a_training_goes_to_its_end_and_gives_the_weights_of_its_best_validation(
    base: str, tmp_path: Path
) -> None:
    import torch

    torch.manual_seed(3)
    bert = Bert(encoder.load(base), {})
    seen: list[Any] = []

    def validate() -> dict[str, float]:
        seen.append(bert.logits(SPLIT.validation.texts))
        return {"loss": float(len(seen)), "accuracy": 0.5}  # worse and worse

    rows: Any = (bert.reader.encode(SPLIT.train.texts), SPLIT.train.labels)
    checkpoint = Checkpoint(tmp_path / "state.pt")
    best = tune(bert.model, bert.forward, rows, validate, RECIPE, 3, checkpoint, Options().watch)
    every = RECIPE.check_every // RECIPE.batch
    assert (best, len(seen)) == (every, -(-RECIPE.epochs * -(-len(SPLIT.train) // RECIPE.batch) // every))
    np.testing.assert_allclose(bert.logits(SPLIT.validation.texts), seen[0], rtol=1e-4, atol=1e-5)


@pytest.mark.usefixtures("own_run")
@pytest.mark.parametrize("epochs", [1, 2])
def test_who_watches_a_training_hears_which_share_of_it_is_done(
    base: str, tmp_path: Path, epochs: int
) -> None:
    bert = Bert(encoder.load(base), {})
    heard: list[float] = []
    recipe = Recipe(epochs=epochs, check_every=len(SPLIT.train) // 2)
    rows: Any = (bert.reader.encode(SPLIT.train.texts), SPLIT.train.labels)
    tune(
        *(bert.model, bert.forward, rows, lambda: {"loss": 0.5, "accuracy": 0.5}, recipe, 3),
        *(Checkpoint(tmp_path / "state.pt"), lambda share, _: heard.append(share)),
    )
    assert heard[-1] == 1
    assert heard[len(heard) // epochs - 1] == pytest.approx(1 / epochs, abs=0.1)


def test_the_state_of_another_training_counts_for_nothing(tmp_path: Path) -> None:
    path = tmp_path / "state.pt"
    Checkpoint(path, "these rows", Options()).save({"step": 7})
    assert Checkpoint(path, "these rows", Options()).load() == {"step": 7}
    assert Checkpoint(path, "other rows", Options()).load() is None


@pytest.mark.parametrize("kind", [Checkpoint, Arrays])
def test_a_state_that_cannot_be_read_counts_for_nothing(tmp_path: Path, kind: type[Checkpoint]) -> None:
    path = tmp_path / "state.pt"
    path.write_bytes(b"half of it")
    assert kind(path).load() is None


def test_a_state_of_arrays_is_kept_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "state.npz"
    best = [np.arange(6, dtype=np.float32).reshape(2, 3), np.array([2**63], np.uint64)]
    rest = {"losses": [0.5, 0.25], "shuffle": np.random.default_rng(1).bit_generator.state}
    Arrays(path, "these rows").save({"best": best, "none": [], "rest": rest})
    assert Arrays(path, "other rows").load() is None
    state = Arrays(path, "these rows").load()
    assert state is not None
    assert (state["none"], state["rest"]) == ([], rest)
    assert [(each.dtype, each.tolist()) for each in state["best"]] == [
        (each.dtype, each.tolist()) for each in best
    ]


def test_a_state_is_due_once_there_is_work_to_lose(tmp_path: Path) -> None:
    assert not Checkpoint(tmp_path / "state.pt", every=3_600).due()
    assert Checkpoint(tmp_path / "state.pt", every=0).due()
