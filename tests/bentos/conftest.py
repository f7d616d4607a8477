"""Databases, and stores on them, for the tests of feedback; a log that pytest can read."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bentos.records.feedback import Feedback
from tests.bentos.databases import Database, Postgresql, Sqlite
from tests.bentos.postgresql import Cluster
from tests.bentos.stores import running


@pytest.fixture(autouse=True)
def heard(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """What the service logs reaches `caplog`, whatever a test before made of the log in this process.

    BentoML sets up its own, and turns off what was there; the `sentiment` command leaves errors alone.
    """
    monkeypatch.setattr(logging.getLogger("bentoml"), "propagate", True)
    monkeypatch.setattr(logging.getLogger("bentoml.sentiment"), "disabled", False)
    caplog.set_level(logging.INFO, "bentoml")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running PostgreSQL server."""
    cluster = Cluster()
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture
def postgresql(cluster: Cluster) -> Postgresql:
    """An empty PostgreSQL database."""
    return Postgresql(cluster)


@pytest.fixture
def sqlite(tmp_path: Path) -> Sqlite:
    """An SQLite database that is not there yet."""
    return Sqlite(tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database of either kind."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def feedback(database: Database) -> Iterator[Feedback]:
    """A started store on an empty database."""
    with running(database) as feedback:
        yield feedback
