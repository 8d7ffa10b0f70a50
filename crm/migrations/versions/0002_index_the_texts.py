"""Index the folded texts of messages and posts, so that search finds inside Thai words.

SQLite: FTS5 trigrams without positions (detail=none) beside the table, kept by triggers in the
same transaction; a hit is checked again with LIKE. The index reads each text with a newline at its
end, so that every two letters begin some trigram, and a search for two letters is a range of the
index's vocabulary. PostgreSQL: pg_trgm.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEXED = (("message_index", "messages"), ("post_index", "posts"))


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for _index, table in INDEXED:
            op.execute(
                f"CREATE INDEX ix_{table}_search_text_trigram ON {table} "
                "USING gin (search_text gin_trgm_ops)"
            )
        return
    for index, table in INDEXED:
        _create_on_sqlite(index, table)


def downgrade() -> None:
    for index, table in INDEXED:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP INDEX ix_{table}_search_text_trigram")
            continue
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER {index}_{event}")
        op.execute(f"DROP TABLE {index}")
        op.execute(f"DROP VIEW {index}_texts")


def _create_on_sqlite(index: str, table: str) -> None:
    removed = (
        f"INSERT INTO {index}({index}, rowid, search_text) "
        "VALUES ('delete', old.id, old.search_text || char(10));"
    )
    added = f"INSERT INTO {index}(rowid, search_text) VALUES (new.id, new.search_text || char(10));"
    op.execute(
        f"CREATE VIEW {index}_texts AS "
        f"SELECT id, search_text || char(10) AS search_text FROM {table}"
    )
    op.execute(
        f"CREATE VIRTUAL TABLE {index} USING fts5(search_text, content='{index}_texts', "
        "content_rowid='id', tokenize='trigram', detail=none, columnsize=0)"
    )
    op.execute(f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {added} END")
    op.execute(f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {removed} END")
    op.execute(
        f"CREATE TRIGGER {index}_update AFTER UPDATE OF search_text ON {table} "
        f"WHEN old.search_text <> new.search_text BEGIN {removed} {added} END"
    )
