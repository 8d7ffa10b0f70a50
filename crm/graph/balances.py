"""Per post and day: Facebook's total of comments beside the number that is stored here."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.dialects import postgresql, sqlite

from crm.db import db, is_sqlite, transaction
from crm.graph.models import PostBalance, ScanMark
from crm.graph.sync.marks import MarkKind
from crm.pagelink.models import Kind, Message, Post

ROWS_A_TRANSACTION = 500


def keep(page_id: int, *, visited_since: datetime, day: date) -> None:
    """Write the day's row of each post that was looked at since a moment.

    A later look on the same day replaces the row; those of other days stay. Opens transactions
    of its own.
    """
    last = 0
    while True:
        with transaction():
            rows = _compared(page_id, visited_since, last)
            _save([{**row, "page_id": page_id, "day": day} for row in rows])
        if len(rows) < ROWS_A_TRANSACTION:
            return
        last = rows[-1]["post_id"]


def _compared(page_id: int, visited_since: datetime, after_post: int) -> list[dict[str, Any]]:
    """What the marks and the messages say of the next posts."""
    stored = (
        select(func.count())
        .where(
            Message.post_id == Post.id,
            Message.kind == Kind.COMMENT,
            Message.deleted_at.is_(None),
        )
        .scalar_subquery()
    )
    query = (
        select(
            Post.id.label("post_id"),
            ScanMark.seen_total.label("total"),
            stored.label("stored"),
            ScanMark.visited_at.label("told_at"),
        )
        .join(ScanMark, _mark_of_post())
        .where(
            ScanMark.page_id == page_id,
            ScanMark.visited_at >= visited_since,
            ScanMark.seen_total.is_not(None),
            Post.deleted_at.is_(None),
            Post.id > after_post,
        )
        .order_by(Post.id)
        .limit(ROWS_A_TRANSACTION)
    )
    return [dict(row) for row in db.session.execute(query).mappings()]


def _save(rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    insert = (sqlite if is_sqlite() else postgresql).insert(PostBalance)
    told = {name: insert.excluded[name] for name in ("total", "stored", "told_at")}
    db.session.execute(
        insert.on_conflict_do_update(index_elements=["post_id", "day"], set_=told), rows
    )


def _mark_of_post() -> ColumnElement[bool]:
    return and_(
        ScanMark.page_id == Post.page_id,
        ScanMark.kind == MarkKind.POST,
        ScanMark.object_id == Post.external_id,
    )
