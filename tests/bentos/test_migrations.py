"""The tables, and a database that another version has made."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from bentos import database as databases
from bentos.feedback import Feedback, FeedbackUnavailable
from bentos.tables import metadata
from tests.bentos.databases import Database
from tests.bentos.stores import running


def test_the_migrations_lead_to_the_tables(database: Database) -> None:
    with running(database):
        engine = create_engine(databases.parse(database.url))
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    with running(database):
        engine = create_engine(databases.parse(database.url))
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '999'"))
    with pytest.raises(FeedbackUnavailable, match="another version of this software"):
        next(Feedback(database.url).flags())
