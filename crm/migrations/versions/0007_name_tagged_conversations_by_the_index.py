"""Name the conversations that have a tag by the index alone, without a look at each mark."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLE = "conversation_tags"
SHORT = "ix_conversation_tags_tag_id_unset_at"
LONG = f"{SHORT}_conversation_id"


def upgrade() -> None:
    op.create_index(LONG, TABLE, ["tag_id", "unset_at", "conversation_id"])
    op.drop_index(SHORT, TABLE)


def downgrade() -> None:
    op.create_index(SHORT, TABLE, ["tag_id", "unset_at"])
    op.drop_index(LONG, TABLE)
