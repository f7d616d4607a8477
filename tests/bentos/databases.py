"""The databases that flags are kept in, each of which can be taken away for a while."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from tests.bentos.postgresql import Cluster


class Database(Protocol):
    """An empty database."""

    url: str

    @contextmanager
    def away(self) -> Iterator[None]:
        """Within the context it cannot be written."""
        ...


class Sqlite:
    """A file that is not there yet, nor is its folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "var" / "sentiment.db"
        self.url = f"sqlite:///{self.path}"

    @contextmanager
    def away(self) -> Iterator[None]:
        """Its folder cannot be made; or, once it is there, another process holds its lock."""
        if self.path.exists():
            connection = sqlite3.connect(self.path, isolation_level=None)
            connection.execute("BEGIN EXCLUSIVE")
            try:
                yield
            finally:
                connection.close()
        else:
            self.path.parent.touch()
            try:
                yield
            finally:
                self.path.parent.unlink()


class Postgresql:
    """A database of the server that the tests share."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.name = cluster.create()
        self.url = cluster.url(self.name)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Its server is stopped."""
        self.cluster.stop()
        try:
            yield
        finally:
            self.cluster.start()
