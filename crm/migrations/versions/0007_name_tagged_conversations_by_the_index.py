"""Name the conversations that have a tag by the index alone, without a look at each mark."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SHORT = "ix_conversation_tags_tag_id_unset_at"
LONG = f"{SHORT}_conversation_id"


def upgrade() -> None:
    with op.batch_alter_table("conversation_tags") as table:
        table.create_index(LONG, ["tag_id", "unset_at", "conversation_id"])
        table.drop_index(SHORT)


def downgrade() -> None:
    with op.batch_alter_table("conversation_tags") as table:
        table.create_index(SHORT, ["tag_id", "unset_at"])
        table.drop_index(LONG)
