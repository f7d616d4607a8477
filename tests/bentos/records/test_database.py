"""The URL and the connections of the database."""

from pathlib import Path

import pytest

from bentos.records import database
from bentos.settings import SettingsError


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_with_psycopg(scheme: str) -> None:
    assert database.parse(f"{scheme}://user:secret@host/name").drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://user:secret@host/name",
        "secret",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://u:secret@h:x/n",
    ],
)
def test_another_database_is_refused_without_showing_the_password(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as raised:
        database.parse(url)
    assert "secret" not in str(raised.value)


def test_only_sqlite_has_a_file() -> None:
    assert str(database.file(database.parse("sqlite:////var/flags.db"))) == "/var/flags.db"
    assert database.file(database.parse("postgresql://host/name")) is None


def test_sqlite_commits_to_the_disk_and_lets_readers_read_meanwhile(tmp_path: Path) -> None:
    engine = database.engine(database.parse(f"sqlite:///{tmp_path / 'var' / 'flags.db'}"))
    database.migrate(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
