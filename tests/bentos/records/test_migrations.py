"""The tables, and a database that another version has made."""

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine, text

from bentos.records import database as databases
from bentos.records.feedback import Feedback, FeedbackUnavailable
from bentos.records.migrations.versions import v1_predictions_and_flags
from bentos.records.tables import metadata
from tests.bentos.databases import Database, Sqlite
from tests.bentos.stores import running


def test_the_migrations_lead_to_the_tables(database: Database) -> None:
    with running(database):
        engine = create_engine(databases.parse(database.url))
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_predictions_of_the_first_version_are_kept(database: Database) -> None:
    if isinstance(database, Sqlite):
        database.path.parent.mkdir()
    engine = databases.engine(databases.parse(database.url))
    with engine.begin() as connection:
        with Operations.context(MigrationContext.configure(connection)):
            v1_predictions_and_flags.upgrade()
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('1')"))
        connection.execute(
            text("INSERT INTO predictions VALUES ('p', NULL, :now, 'late again', 'bert:a', 0, 0.9, '{}')"),
            {"now": datetime(2031, 5, 17, tzinfo=UTC)},
        )
    engine.dispose()
    with running(database) as feedback:
        assert feedback.flag("p", 1, "")[1]
        assert [flag.text for flag in feedback.flags()] == ["late again"]


def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    with running(database):
        engine = create_engine(databases.parse(database.url))
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '999'"))
    with pytest.raises(FeedbackUnavailable, match="another version of this software"):
        next(Feedback(database.url).flags())
