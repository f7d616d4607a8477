"""MLflow runs for fits that are tested by themselves."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def run_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An MLflow store of the module's own."""
    import mlflow

    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(f"sqlite:///{tmp_path_factory.mktemp('mlflow') / 'mlflow.db'}")
    yield
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
