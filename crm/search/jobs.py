"""Builds the text indexes anew and folds every text anew.

The indexes first, since a changed text can't be taken out of an index that has lost it.
"""

from collections.abc import Callable, Iterator

from sqlalchemy import text

from crm.db import db, is_sqlite, transaction
from crm.pagelink.models import Message, Note, Post
from crm.pagelink.refolding import count_texts, refold
from crm.search.queries.index import INDEXES, Index

BATCH = 1000
Texts = type[Message] | type[Post] | type[Note]
FOLDED: tuple[Texts, ...] = (Message, Post, Note)


def rebuild(progress: Callable[[int, int], None]) -> dict[str, int]:
    """Rebuild everything that the search box reads, and return the counts.

    An index is built in one transaction (others who write on SQLite wait for it), the texts are
    folded in one a batch. `progress` is told how many of how many steps are done, a row a step.
    """
    texts = sum(map(count_texts, FOLDED))
    total = sum(map(_count, INDEXES)) + texts
    done = 0
    for step in (*map(_build, INDEXES), *map(_refold_all, FOLDED)):
        for rows in step:
            done += rows
            progress(done, total)
    return {"texts": texts}


def _build(index: Index) -> Iterator[int]:
    if not is_sqlite():
        with transaction():
            db.session.execute(text(f"REINDEX INDEX ix_{index.table}_{index.text.key}_trigram"))
        yield _count(index)
        return
    with transaction():
        db.session.execute(text(f"INSERT INTO {index.name}({index.name}) VALUES ('delete-all')"))
        last = 0
        while rows := _next_keys(index, last):
            last = rows[-1]
            db.session.execute(
                text(
                    f"INSERT INTO {index.name}(rowid, words) SELECT key, words "
                    f"FROM {index.name}_texts WHERE id BETWEEN :first AND :last"
                ),
                {"first": rows[0], "last": last},
            )
            yield len(rows)


def _next_keys(index: Index, last: int) -> list[int]:
    statement = f"SELECT id FROM {index.table} WHERE id > :last ORDER BY id LIMIT :batch"
    return list(db.session.scalars(text(statement), {"last": last, "batch": BATCH}))


def _count(index: Index) -> int:
    return db.session.scalar(text(f"SELECT count(*) FROM {index.table}")) or 0


def _refold_all(kind: Texts) -> Iterator[int]:
    last = 0
    while True:
        with transaction():
            ids = refold(kind, after=last, limit=BATCH)
        if not ids:
            return
        last = ids[-1]
        yield len(ids)
