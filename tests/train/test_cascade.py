"""Fitting a cascade for two stored models."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bentos import store
from bentos.cascade import PAIR
from bentos.store import StoredCascade
from tests.conftest import own_home
from tests.train import tweets
from tests.train.conftest import tracked_home
from train.cascade import TOLERANCE, fit
from train.cli import app
from train.fitted import TrainingError


@pytest.fixture(scope="module")
def home(trained_home: Path, tmp_path_factory: pytest.TempPathFactory, no_runs: Path) -> Iterator[Path]:
    """A home of the module's own with the two trained models."""
    folder = tmp_path_factory.mktemp("home")
    own = folder / "bentoml" / "models"
    own.mkdir(parents=True)
    for family in PAIR:
        (own / f"sentiment-{family}").symlink_to(trained_home / "bentoml" / "models" / f"sentiment-{family}")
    with tracked_home(folder, no_runs):
        yield folder


@pytest.fixture(scope="module")
def printed(home: Path) -> list[str]:  # noqa: ARG001 - it is fitted in that home
    """The lines that `sentiment cascade` prints."""
    done = CliRunner().invoke(app, ["cascade", "--limit", "300"])
    assert done.exit_code == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def fitted(printed: list[str]) -> StoredCascade:
    return store.load_cascade(printed[-1])


def test_training_all_ends_with_a_cascade_of_what_was_trained(trained_home: Path) -> None:
    with own_home(trained_home):
        newest = store.champion(store.CASCADE)
        assert newest
        assert store.load_cascade(newest).card.pins == {family: store.champion(family) for family in PAIR}


def test_a_cascade_is_pinned_to_the_two_models_and_stored(fitted: StoredCascade) -> None:
    assert fitted.card.pins == {family: store.champion(family) for family in PAIR}
    assert store.champion(store.CASCADE) == fitted.tag


def test_its_threshold_is_a_point_of_its_frontier_within_the_tolerance(fitted: StoredCascade) -> None:
    card = fitted.card
    assert card.validation in card.frontier
    assert card.threshold == card.validation.threshold == card.test.threshold
    assert card.validation.gap <= TOLERANCE


def test_the_models_alone_are_as_good_as_their_cards_say(fitted: StoredCascade) -> None:
    for family, tag in fitted.card.pins.items():
        metrics = store.load(tag).card.metrics
        for side in ("validation", "test"):
            assert fitted.card.accuracy[side][family] == pytest.approx(metrics[side]["accuracy"], abs=0.01)


def test_its_run_knows_the_data_the_threshold_and_the_figures(fitted: StoredCascade) -> None:
    import mlflow

    done = mlflow.get_run(fitted.card.lineage.run_id)
    assert done.info.status == "FINISHED"
    assert done.data.tags["bento.tag"] == fitted.tag
    assert done.data.tags["data.validation.sha256"] == fitted.card.lineage.validation_fingerprint
    assert done.data.params["threshold"] == str(fitted.card.threshold)
    assert done.data.metrics["test_cost"] == fitted.card.test.cost


def test_its_card_is_the_runs_artifact(fitted: StoredCascade, tmp_path: Path) -> None:
    import mlflow

    folder = Path(mlflow.artifacts.download_artifacts(fitted.card.lineage.model_uri, dst_path=str(tmp_path)))
    assert json.loads((folder / "cascade.json").read_text()) == fitted.card.model_dump(mode="json")


def test_rows_that_a_model_may_have_been_trained_on_are_refused(home: Path) -> None:  # noqa: ARG001 - the models are in that home
    with pytest.raises(TrainingError, match="was tested on other tweets than these"):
        fit(tweets.split())


def test_the_command_prints_the_frontier_and_what_the_test_says(
    printed: list[str], fitted: StoredCascade
) -> None:
    [chosen] = [line.split() for line in printed if line.rstrip().endswith("chosen")]
    assert chosen[0] == f"{fitted.card.threshold:.2f}"
    [accuracy] = [line.split() for line in printed if line.strip().startswith("Accuracy")]
    assert accuracy[-1] == f"{fitted.card.test.accuracy:.4f}"
