"""The database: its URL, its connections, its migrations."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, StatementError

from bentos.settings import SettingsError

BUSY_SECONDS = 5  # how long a write waits for the others, and a connection for the server

_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")
_LOCK = 0x5E27_1BE2  # any number that no other user of the database locks
_MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaError(Exception):
    """The database's tables are not those of this software; the message says what to do."""


def parse(url: str) -> URL:
    """A SQLAlchemy URL; `postgres://` and `postgresql://` mean psycopg.

    Raises SettingsError for any other database; the message never shows the URL, which may hold a password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise SettingsError(
            "DATABASE_URL is not a database URL; write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME."
        ) from error
    if parsed.drivername in _POSTGRESQL:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed
    raise SettingsError(
        f"DATABASE_URL names {parsed.drivername}, which cannot be used; "
        "write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME."
    )


def file(url: URL) -> Path | None:
    """The file of an SQLite database; None for another one."""
    return Path(url.database) if url.drivername == "sqlite" and url.database else None


def refused(error: BaseException | None) -> bool:
    """Whether the database, or its driver, would refuse the same values again."""
    return isinstance(error, DataError) or (
        isinstance(error, StatementError) and not isinstance(error, DBAPIError)
    )


def engine(url: URL) -> Engine:
    """An engine that connects at its first use.

    The execution option `transaction` says how one begins on SQLite: IMMEDIATE where it is absent, since a
    reader that turns into a writer is refused, where a writer from the start waits for its turn.
    """
    if file(url):
        made = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, pool_timeout=2 * BUSY_SECONDS)
        event.listen(made, "connect", _configure_sqlite)
        event.listen(made, "begin", _begin_sqlite)
    else:
        patience = {
            "connect_timeout": BUSY_SECONDS,
            "keepalives_idle": BUSY_SECONDS,
            "tcp_user_timeout": 2000 * BUSY_SECONDS,  # ms
            "client_encoding": "utf8",
        }
        made = create_engine(url, connect_args=patience, pool_pre_ping=True, pool_timeout=2 * BUSY_SECONDS)
        event.listen(made, "connect", _configure_postgresql)
    return made


def _configure_sqlite(connection: Any, _: object) -> None:
    # The driver shall begin no transaction of its own.
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: Connection) -> None:
    kind = connection.get_execution_options().get("transaction", "IMMEDIATE")
    if kind:
        connection.exec_driver_sql(f"BEGIN {kind}")


def _configure_postgresql(connection: Any, _: object) -> None:
    # A server or a role may have it off: a commit would then be answered before it is on disk.
    connection.execute("SET synchronous_commit TO on")
    connection.execute(f"SET statement_timeout TO '{2 * BUSY_SECONDS}s'")
    connection.commit()


def insertion(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An insertion that leaves a row alone that is there already."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()


def migrate(engine: Engine) -> None:
    """Bring the tables up to date; processes that do so at once take turns.

    Raises SchemaError, SQLAlchemyError, OSError.
    """
    path = file(engine.url)
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Outside of any transaction, as SQLite wants it; the file keeps the mode.
        with engine.execution_options(transaction=None).connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    with engine.begin() as connection:
        if not path:
            connection.execute(text("SET LOCAL statement_timeout TO 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise SchemaError(
            f"the database was made by another version of this software ({error}); install the newest version"
        ) from error
