"""What only a PostgreSQL server can do to the store of flags."""

import pytest

from bentos.records import database
from bentos.records.feedback import Feedback, FeedbackUnavailable
from tests.bentos.databases import Postgresql
from tests.bentos.stores import predict, running


def test_a_flag_is_stored_after_the_server_ended_every_connection(postgresql: Postgresql) -> None:
    with running(postgresql) as feedback:
        feedback.flag(predict(feedback), 0, "before")
        postgresql.cluster.execute(
            "postgres",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
        )
        feedback.flag(predict(feedback), 0, "after")
        assert [flag.comment for flag in feedback.flags()] == ["before", "after"]


def test_a_flag_is_refused_while_the_database_is_read_only(postgresql: Postgresql) -> None:
    with running(postgresql) as feedback:
        prediction_id = predict(feedback)
        feedback.flag(prediction_id, 0, "before")
    postgresql.cluster.execute(
        "postgres", f"ALTER DATABASE {postgresql.name} SET default_transaction_read_only TO on"
    )
    reader = Feedback(postgresql.url)
    with pytest.raises(FeedbackUnavailable, match="read-only"):
        reader.flag(prediction_id, 0, "after")
    assert [flag.comment for flag in reader.flags()] == ["before"]


def test_a_commit_waits_for_the_disk_even_where_the_server_would_not(postgresql: Postgresql) -> None:
    postgresql.cluster.execute("postgres", f"ALTER DATABASE {postgresql.name} SET synchronous_commit TO off")
    with database.engine(database.parse(postgresql.url)).connect() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


def test_the_password_stands_in_no_message(postgresql: Postgresql) -> None:
    url = postgresql.url.replace("sentiment@", "sentiment:secret@").replace(postgresql.name, "missing")
    with pytest.raises(FeedbackUnavailable, match="missing") as raised:
        Feedback(url).flag("a", 0, "")
    assert "secret" not in str(raised.value)
