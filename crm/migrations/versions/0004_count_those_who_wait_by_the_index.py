"""Let the indexes of those who wait answer what the tabs count, without a look at any row.

The counts stand on every page of the inbox, each up to a thousand: at 200,000 conversations, 3.6 ms
with the rows and 0.24 ms without.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLE = "conversations"
IN_ORDER = "ix_conversations_waiting_in_order"
BY_ASSIGNEE = "ix_conversations_waiting_by_assignee"
BEFORE = "ix_conversations_assignee_id_waiting_since"
WAITING = sa.text("waiting_since IS NOT NULL")
FIRST: list[str | sa.TextClause] = [sa.text("urgent DESC"), "waiting_since", "id"]
READ: list[str | sa.TextClause] = ["snoozed_until", "restricted"]


def upgrade() -> None:
    op.drop_index(IN_ORDER, TABLE)
    _index_waiting(IN_ORDER, [*FIRST, "assignee_id", *READ])
    op.drop_index(BEFORE, TABLE)
    _index_waiting(BY_ASSIGNEE, ["assignee_id", "waiting_since", "id", *READ])


def downgrade() -> None:
    op.drop_index(BY_ASSIGNEE, TABLE)
    op.create_index(BEFORE, TABLE, ["assignee_id", "waiting_since"])
    op.drop_index(IN_ORDER, TABLE)
    _index_waiting(IN_ORDER, FIRST)


def _index_waiting(name: str, columns: list[str | sa.TextClause]) -> None:
    op.create_index(name, TABLE, columns, sqlite_where=WAITING, postgresql_where=WAITING)
