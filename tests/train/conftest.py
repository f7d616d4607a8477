"""MLflow stores, and runs for fits that are tested by themselves."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bentos.settings import settings
from tests.conftest import own_home


@pytest.fixture(scope="session")
def no_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An MLflow database without runs, to be copied: MLflow takes seconds to make its tables."""
    from mlflow import MlflowClient

    path = tmp_path_factory.mktemp("runs") / "mlflow.db"
    MlflowClient(f"sqlite:///{path}").search_experiments()
    return path


@contextmanager
def tracked_home(folder: Path, no_runs: Path) -> Iterator[Path]:
    """`own_home` with an MLflow database without runs."""
    with own_home(folder):
        settings().home.mkdir()
        shutil.copy(no_runs, settings().home)
        yield folder


@pytest.fixture
def tracked(tmp_path: Path, no_runs: Path) -> Iterator[Path]:
    """A home for this very process that holds nothing but an MLflow database without runs."""
    with tracked_home(tmp_path, no_runs) as folder:
        yield folder


@pytest.fixture(scope="module")
def run_store(tmp_path_factory: pytest.TempPathFactory, no_runs: Path) -> Iterator[None]:
    """An MLflow store of the module's own, and a home for the checkpoints of what it fits."""
    import mlflow

    before = mlflow.get_tracking_uri()
    folder = tmp_path_factory.mktemp("mlflow")
    mlflow.set_tracking_uri(f"sqlite:///{shutil.copy(no_runs, folder)}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SENTIMENT_HOME", str(folder))
        settings.cache_clear()
        yield
    settings.cache_clear()
    mlflow.set_tracking_uri(before)


@pytest.fixture(scope="module")
def run_id(run_store: None) -> str:  # noqa: ARG001 - the run is kept in that store
    """A run for the fit that the module's tests share."""
    import mlflow

    with mlflow.start_run() as run:
        return run.info.run_id


@pytest.fixture
def own_run(run_store: None) -> Iterator[None]:  # noqa: ARG001 - the run is kept in that store
    """A run for what the test itself fits."""
    import mlflow

    with mlflow.start_run():
        yield
