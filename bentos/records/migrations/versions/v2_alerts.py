"""Alerts: which predictions count, episodes of many negative tweets, messages to send."""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Add a column, its index and two tables; no prediction that is there already counts."""
    op.add_column(
        "predictions",
        sa.Column(
            "counted",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="whether alerts count it: of one tweet's comparison they count one prediction",
        ),
    )
    op.create_index("ix_predictions_counted", "predictions", ["counted", "prediction", "created"])
    op.create_table(
        "episodes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column(
            "first",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="the oldest negative, see Episode",
        ),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over", sa.DateTime(timezone=True), comment="when it was seen to be over"),
        sa.PrimaryKeyConstraint("id", name="pk_episodes"),
    )
    op.create_index("ix_episodes_held", "episodes", ["held"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False, comment="messages to one receiver leave in this order"),
        sa.Column("episode_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="begun or over"),
        sa.Column("receiver", sa.SmallInteger(), nullable=False, comment="position in ALERT_URLS, from 0"),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "due",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="not tried before: a pause, or another process tries it",
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["episode_id"], ["episodes.id"], name="fk_outbox_episode_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_message", "outbox", ["episode_id", "kind", "receiver"], unique=True)
    op.create_index("ix_outbox_sent", "outbox", ["sent"])


def downgrade() -> None:
    """Drop them and what they hold."""
    op.drop_table("outbox")
    op.drop_table("episodes")
    op.drop_index("ix_predictions_counted", "predictions")
    op.drop_column("predictions", "counted")
