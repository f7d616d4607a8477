"""How Alembic runs: on the connection, and in the transaction, that `database.migrate` gives it."""

from alembic import context

from bentos.records.tables import metadata

# SQLite takes few ALTER statements; in a batch Alembic writes a new table and moves the rows.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
