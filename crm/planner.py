"""What PostgreSQL's planner knows of the tables.

Its own look comes within a minute, which is late while a Page's whole history comes in: until then
it takes the tables for empty, and reads all that a Page has to find a few messages of it.
"""

from collections.abc import Iterable

from sqlalchemy import text

from crm.db import is_sqlite, transaction

OUTGROWN = text(
    "SELECT pg_class.relname FROM pg_class JOIN pg_stat_user_tables ON oid = relid "
    "WHERE schemaname = current_schema() AND pg_class.relname = ANY (:names) "
    "AND n_live_tup > 4 * greatest(reltuples, 125)"
)


def look_again(tables: Iterable[str]) -> None:
    """Let it look at those tables that are several times as large as when it last did.

    Opens a transaction of its own. SQLite finds its way without.
    """
    if is_sqlite():
        return
    with transaction() as session:
        outgrown = list(session.scalars(OUTGROWN, {"names": list(tables)}))
        if outgrown:
            session.execute(text(f"ANALYZE {', '.join(outgrown)}"))
