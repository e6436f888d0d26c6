"""Standing wishes belong to the plugin that understands them."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE records SET plugin = 'wishes' WHERE plugin = 'steward-wishes'")
