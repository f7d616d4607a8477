"""Monitoring: how long each prediction took, and the recommendations to train a model again."""

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"


def upgrade() -> None:
    """Add a column and a table; a message need not tell of an episode."""
    op.add_column(
        "predictions",
        sa.Column("milliseconds", sa.Float(), comment="until its model had answered, the chunk of a batch"),
    )
    op.create_table(
        "recommendations",
        sa.Column("model", sa.Text(), nullable=False, comment="family:version"),
        sa.Column("reason", sa.Text(), nullable=False, comment="see Reason"),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("model", "reason", name="pk_recommendations"),
    )
    with op.batch_alter_table("outbox") as batch:
        batch.alter_column(
            "episode_id",
            existing_type=sa.Text(),
            nullable=True,
            comment="none where it tells of no episode",
        )
        batch.alter_column("kind", existing_type=sa.Text(), comment="see Kind")


def downgrade() -> None:
    """Drop them and what they hold."""
    op.execute("DELETE FROM outbox WHERE episode_id IS NULL")
    with op.batch_alter_table("outbox") as batch:
        batch.alter_column("episode_id", existing_type=sa.Text(), nullable=False)
    op.drop_table("recommendations")
    op.drop_column("predictions", "milliseconds")
