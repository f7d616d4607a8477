"""Predictions and flags."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "predictions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("comparison_id", sa.Text(), comment="shared by the predictions of one comparison"),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="the tweet as it came, see Exact"),
        sa.Column("model", sa.Text(), nullable=False, comment="family:version"),
        sa.Column("prediction", sa.SmallInteger(), nullable=False, comment="0 Negative, 1 Positive"),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("probabilities", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_predictions"),
    )
    op.create_table(
        "flags",
        sa.Column(
            "id",
            sa.Text(),
            nullable=False,
            comment="follows from the flag: the same flag has the same id",
        ),
        sa.Column("prediction_id", sa.Text(), nullable=False),
        sa.Column("label", sa.SmallInteger(), nullable=False, comment="0 Negative, 1 Positive"),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["prediction_id"], ["predictions.id"], name="fk_flags_prediction_id"),
        sa.PrimaryKeyConstraint("id", name="pk_flags"),
    )
    op.create_index("ix_flags_prediction_id", "flags", ["prediction_id"])
    op.create_index("ix_flags_created", "flags", ["created"])


def downgrade() -> None:
    """Drop both tables and what they hold."""
    op.drop_table("flags")
    op.drop_table("predictions")
