"""Finds messages, newest first: the newest ones by reading them, then all by the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, desc, func, literal_column, or_, select, true

from crm import thai
from crm.auth.models import User
from crm.db import db, is_sqlite
from crm.pagelink.models import Message, Page, Post
from crm.pagelink.queries.restricted import hidden_from
from crm.search.queries.index import Index, holds_all, may_hold_all
from crm.search.words import Piece, Query, excerpt
from crm.worksheets.models import Worksheet, WorksheetMessage

INDEX = Index("message_index", Message.id, Message.search_text)
WINDOW = 3000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class FoundMessage:
    """A message that holds all the words, with the post and the case beside it."""

    id: int
    conversation_id: int
    kind: str
    direction: str
    at: datetime
    deleted: bool
    name: str | None
    page: str
    pieces: list[Piece]
    post_id: int | None
    post_text: str | None
    worksheet: str | None


def find_ids(
    words: tuple[str, ...], cursor: str | None, limit: int
) -> tuple[list[int], str | None]:
    """The ids of the newest messages that hold all the words, and the cursor to go on from."""
    if not words:
        return [], None
    older = _older_than(cursor)
    found = _in_window(words, older, limit) if is_sqlite() else []
    if len(found) <= limit:
        found = _by_index(words, older, limit)
    shown = found[:limit]
    following = _cursor(shown[-1]) if len(found) > limit else None
    return [row.id for row in shown], following


def find(
    query: Query, user: User, *, cursor: str | None, limit: int, masked: bool
) -> tuple[list[FoundMessage], str | None]:
    """A part of the messages found, as the page shows them, without what `user` may not read."""
    ids, following = find_ids(query.words, cursor, limit)
    return _shown(ids, query, user, masked), following


def _in_window(
    words: tuple[str, ...], older: ColumnElement[bool], limit: int
) -> Sequence[Row[Any]]:
    """Hits among the newest messages alone, which for common words are enough."""
    newest = (
        select(Message.id, Message.created_at, Message.search_text)
        .where(older)
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(WINDOW)
        .subquery()
    )
    window = Index("", newest.c.id, newest.c.search_text)  # type: ignore[arg-type]
    return db.session.execute(
        select(newest.c.id, newest.c.created_at)
        .where(holds_all(window, words))
        .order_by(newest.c.created_at.desc(), newest.c.id.desc())
        .limit(limit + 1)
    ).all()


def _by_index(words: tuple[str, ...], older: ColumnElement[bool], limit: int) -> Sequence[Row[Any]]:
    narrowed = may_hold_all(INDEX, words)
    at = Message.created_at.expression
    if narrowed is not None:
        # A plus keeps SQLite from walking the time index instead of sorting the few hits.
        at = literal_column("+messages.created_at")
    return db.session.execute(
        select(Message.id, Message.created_at)
        .where(true() if narrowed is None else narrowed, holds_all(INDEX, words), older)
        .order_by(desc(at), Message.id.desc())
        .limit(limit + 1)
    ).all()


def _older_than(cursor: str | None) -> ColumnElement[bool]:
    """What comes after the cursor, `microseconds-id`; everything for none, or a broken one."""
    micros, _, last_id = (cursor or "").partition("-")
    if not (micros.isdecimal() and last_id.isdecimal()):
        return true()
    at = EPOCH + timedelta(microseconds=int(micros))
    return or_(Message.created_at < at, and_(Message.created_at == at, Message.id < int(last_id)))


def _cursor(row: Row[Any]) -> str:
    return f"{(row.created_at - EPOCH) // timedelta(microseconds=1)}-{row.id}"


def _shown(ids: list[int], query: Query, user: User, masked: bool) -> list[FoundMessage]:
    worksheet = (
        select(func.max(Worksheet.number))
        .join(WorksheetMessage, WorksheetMessage.worksheet_id == Worksheet.id)
        .where(WorksheetMessage.message_id == Message.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Message, Page.name, Post.text, worksheet)
        .join(Page, Page.id == Message.page_id)
        .outerjoin(Post, Post.id == Message.post_id)
        .where(Message.id.in_(ids), Message.conversation_id.not_in(hidden_from(user)))
    ).tuples()
    found = {
        message.id: _found(message, page, beside, query, masked) for message, page, *beside in rows
    }
    return [found[each] for each in ids if each in found]


def _found(
    message: Message,
    page: str,
    beside: Sequence[str | None],
    query: Query,
    masked: bool,
) -> FoundMessage:
    post_text, worksheet = beside
    text = thai.mask_phones(thai.mask_national_ids(message.text)) if masked else message.text
    return FoundMessage(
        id=message.id,
        conversation_id=message.conversation_id,
        kind=message.kind,
        direction=message.direction,
        at=message.created_at,
        deleted=message.deleted_at is not None,
        name=message.author_name,
        page=page,
        pieces=excerpt(text, query),
        post_id=message.post_id,
        post_text=post_text,
        worksheet=worksheet,
    )
