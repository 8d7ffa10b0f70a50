"""Index what the search box reads by trigrams, so that it finds inside Thai words.

Both engines index the same parts of a folded text: every three letters that follow one another in
it, with two newlines after its end, so that every one and every two letters begin some trigram.

SQLite: FTS5 tables without positions (detail=none), kept by triggers in the same transaction; only
new messages are indexed by who stores them, a batch at a time (crm/pagelink/text_index.py). The
index of messages is ordered by time: its row number is the second in which a message was written,
then its id, so that the newest hits come out first without any sorting.

PostgreSQL: GIN over the trigrams as lexemes, which knows prefixes (unlike pg_trgm) and takes every
sign alike whatever the database's locale. GIN has no order, so a message is also given the week in
which it was written, and the search can ask for some weeks only.
"""

from dataclasses import dataclass

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LONGEST = 80_000


@dataclass(frozen=True)
class Indexed:
    """A column that is indexed, under the name of its index on SQLite."""

    index: str
    table: str
    column: str


MESSAGES = Indexed("message_index", "messages", "search_text")
OTHERS = (
    Indexed("post_index", "posts", "search_text"),
    Indexed("note_index", "notes", "search_text"),
    Indexed("customer_index", "customers", "name_folded"),
    Indexed("identity_index", "identities", "name_folded"),
    Indexed("worksheet_index", "worksheets", "title_folded"),
)

TRIGRAMS = f"""
CREATE FUNCTION search_trigrams(words text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    letters text[] := string_to_array(left(words, {LONGEST}) || E'\\n\\n', NULL);
    found text[] := ARRAY[]::text[];
BEGIN
    FOR place IN 1 .. coalesce(array_length(letters, 1), 0) - 2 LOOP
        found[place] := letters[place] || letters[place + 1] || letters[place + 2];
    END LOOP;
    RETURN array_to_tsvector(found);
END $$
"""
TRIGRAMS_AND_WEEK = """
CREATE FUNCTION search_trigrams(words text, written timestamptz) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN search_trigrams(words)
        || array_to_tsvector(ARRAY['W' || floor(extract(epoch FROM written) / 604800)]);
END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _create_on_postgresql()
        return
    second = "CAST(strftime('%s', substr({row}created_at, 1, 19)) AS INTEGER)"
    _create_on_sqlite(MESSAGES, f"({second} << 31 | {{row}}id)", ", created_at")
    for indexed in OTHERS:
        _create_on_sqlite(indexed, "{row}id", "")


def downgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for indexed in (MESSAGES, *OTHERS):
        if on_postgresql:
            op.execute(f"DROP INDEX ix_{indexed.table}_{indexed.column}_trigram")
            continue
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS {indexed.index}_{event}")
        op.execute(f"DROP TABLE {indexed.index}")
        op.execute(f"DROP VIEW {indexed.index}_texts")
    if on_postgresql:
        op.execute("DROP FUNCTION search_trigrams(text, timestamptz)")
        op.execute("DROP FUNCTION search_trigrams(text)")


def _create_on_postgresql() -> None:
    op.execute(TRIGRAMS)
    op.execute(TRIGRAMS_AND_WEEK)
    _create_gin(MESSAGES, "search_text, created_at")
    for indexed in OTHERS:
        _create_gin(indexed, indexed.column)


def _create_gin(indexed: Indexed, columns: str) -> None:
    op.execute(
        f"CREATE INDEX ix_{indexed.table}_{indexed.column}_trigram ON {indexed.table} "
        f"USING gin (search_trigrams({columns})) WITH (gin_pending_list_limit = 1024)"
    )


def _create_on_sqlite(indexed: Indexed, key: str, more: str) -> None:
    index, table, column = indexed.index, indexed.table, indexed.column
    texts = f"coalesce({{row}}{column}, '') || char(10, 10)"
    old, new = (f"{key.format(row=row)}, {texts.format(row=row)}" for row in ("old.", "new."))
    removed = f"INSERT INTO {index}({index}, rowid, words) VALUES ('delete', {old});"
    added = f"INSERT INTO {index}(rowid, words) VALUES ({new});"
    op.execute(
        f"CREATE VIEW {index}_texts AS SELECT id, {key.format(row='')} AS key, "
        f"{texts.format(row='')} AS words FROM {table}"
    )
    op.execute(
        f"CREATE VIRTUAL TABLE {index} USING fts5(words, content='{index}_texts', "
        "content_rowid='key', tokenize='trigram', detail=none, columnsize=0)"
    )
    if indexed is not MESSAGES:
        op.execute(f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {added} END")
    op.execute(f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {removed} END")
    op.execute(
        f"CREATE TRIGGER {index}_update AFTER UPDATE OF {column}{more} ON {table} "
        f"WHEN ({old}) IS NOT ({new}) BEGIN {removed} {added} END"
    )
