"""Keep those who wait in the inbox's order: urgent ones first, then who has waited longest.

By hand, since an index that runs in two directions can't be compared with the models on SQLite.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEX = "ix_conversations_waiting_in_order"
WAITING = sa.text("waiting_since IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        INDEX,
        "conversations",
        [sa.text("urgent DESC"), "waiting_since", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_index(INDEX, "conversations")
