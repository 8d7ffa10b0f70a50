"""Mark the people, accounts and messages that were erased on a person's request.

The columns are added as they are, not by a copy of the table: on SQLite a copy would lose the
triggers that keep the text index.
"""

import sqlalchemy as sa
from alembic import op

from crm.db import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("customers", "identities", "messages")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("erased_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "erased_at")
