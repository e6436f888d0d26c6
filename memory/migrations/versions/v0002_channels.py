"""Deliveries say why they are late and which conversation they opened; they go to channels beside the page."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("why", sa.String(), nullable=True))
    op.add_column("deliveries", sa.Column("conversation", sa.String(), nullable=True))
    op.create_table(
        "dispatches",
        sa.Column("seq", BIG, nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("delivery_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before_us", sa.BigInteger(), nullable=False),
        sa.Column("retry_us", sa.BigInteger(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("dispatches_once", "dispatches", ["user_id", "delivery_id", "channel"], unique=True)
    op.create_index("dispatches_of_channel", "dispatches", ["user_id", "channel", "seq"])
    op.create_index(
        "dispatches_waiting",
        "dispatches",
        ["not_before_us", "retry_us"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
