"""Folds the stored texts anew, after the rules of folding have changed."""

from sqlalchemy import func, select, update

from crm import thai
from crm.db import db
from crm.pagelink.models import Message, Note, Post


def count_texts(kind: type[Message] | type[Post] | type[Note]) -> int:
    """How many texts there are to fold."""
    return db.session.scalar(select(func.count(kind.id))) or 0


def refold(kind: type[Message] | type[Post] | type[Note], *, after: int, limit: int) -> list[int]:
    """Fold the next texts by id, in the caller's transaction; returns their ids."""
    rows = db.session.execute(
        select(kind.id, kind.text, kind.search_text)
        .where(kind.id > after)
        .order_by(kind.id)
        .limit(limit)
    ).all()
    changed = [
        {"id": row.id, "search_text": folded}
        for row in rows
        if (folded := thai.searchable(row.text)) != row.search_text
    ]
    if changed:
        db.session.execute(update(kind), changed)
    return [row.id for row in rows]
