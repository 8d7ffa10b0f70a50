"""Rebuilds the text index, then folds every text anew, which keeps the index as it goes.

In this order, since a changed text can't be taken out of an index that has lost it.
"""

from collections.abc import Callable

from sqlalchemy import text

from crm.db import db, is_sqlite, transaction
from crm.pagelink.models import Message, Post
from crm.pagelink.refolding import count_texts, refold

BATCH = 1000
INDEXES = (("message_index", "messages"), ("post_index", "posts"))


def rebuild(progress: Callable[[int, int], None]) -> dict[str, int]:
    """Rebuild everything that the search box reads, a transaction a batch; returns the counts.

    `progress` is told how many of how many texts are done.
    """
    for index, table in INDEXES:
        with transaction():
            db.session.execute(text(_rebuild_statement(index, table)))
    total = count_texts(Message) + count_texts(Post)
    done = _refold_all(Message, 0, total, progress)
    return {"texts": _refold_all(Post, done, total, progress)}


def _refold_all(
    kind: type[Message] | type[Post], done: int, total: int, progress: Callable[[int, int], None]
) -> int:
    last = 0
    while True:
        with transaction():
            ids = refold(kind, after=last, limit=BATCH)
        if not ids:
            return done
        last, done = ids[-1], done + len(ids)
        progress(done, total)


def _rebuild_statement(index: str, table: str) -> str:
    if is_sqlite():
        return f"INSERT INTO {index}({index}) VALUES ('rebuild')"
    return f"REINDEX INDEX ix_{table}_search_text_trigram"
