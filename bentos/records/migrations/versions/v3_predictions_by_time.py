"""Predictions are found by time, and by model and time."""

from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Create both indexes."""
    op.create_index("ix_predictions_created", "predictions", ["created"])
    op.create_index("ix_predictions_model", "predictions", ["model", "created"])


def downgrade() -> None:
    """Drop both indexes."""
    op.drop_index("ix_predictions_model", "predictions")
    op.drop_index("ix_predictions_created", "predictions")
