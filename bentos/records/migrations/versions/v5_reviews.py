"""What reviewers said of flags."""

import sqlalchemy as sa
from alembic import op

revision = "5"
down_revision = "4"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False, comment="in the order in which they were given"),
        sa.Column("flag_id", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False, comment="see Verdict"),
        sa.Column(
            "label", sa.SmallInteger(), comment="0 Negative, 1 Positive; none where there is no right one"
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone", sa.DateTime(timezone=True), comment="when the reviewer took it back"),
        sa.ForeignKeyConstraint(["flag_id"], ["flags.id"], name="fk_reviews_flag_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
    )
    op.create_index("ix_reviews_flag_id", "reviews", ["flag_id"])
    op.create_index("ix_reviews_reviewer", "reviews", ["reviewer", "id"])


def downgrade() -> None:
    """Drop the table and what it holds."""
    op.drop_table("reviews")
