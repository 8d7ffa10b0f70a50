"""Finds messages, newest first, and shows each with its post and its case beside it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from crm import thai
from crm.auth.models import Role, User
from crm.db import db, is_sqlite
from crm.errors import NotFound
from crm.pagelink.models import Message, Page, Post
from crm.search.language import Query
from crm.search.queries.filters import Filters
from crm.search.queries.newest import postgresql, sqlite
from crm.search.queries.newest.wanted import Place, Wanted
from crm.search.words import Piece, excerpt
from crm.worksheets.models import Worksheet, WorksheetMessage
from crm.worksheets.queries.sheets import visible_to


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


def find(
    query: Query, filters: Filters, user: User | None, *, cursor: str | None, limit: int
) -> tuple[list[FoundMessage], str | None]:
    """A part of the messages found, as the page shows them, and the cursor to go on from."""
    ids, following = find_ids(query, filters, user, cursor=cursor, limit=limit)
    return _shown(ids, query, user), following


def find_ids(
    query: Query, filters: Filters, user: User | None, *, cursor: str | None, limit: int
) -> tuple[list[int], str | None]:
    """The ids of the newest messages that match, and the cursor to go on from."""
    wanted = Wanted(query.words, filters, query.since, query.until, Place.read(cursor), limit + 1)
    found = sqlite.find(wanted) if is_sqlite() else postgresql.find(wanted)
    shown = found[:limit]
    following = str(Place(shown[-1].created_at, shown[-1].id)) if len(found) > limit else None
    return _readable([row.id for row in shown], query, user), following


def conversation_of(message_id: int) -> int:
    """The conversation that a message stands in; raises NotFound."""
    found = db.session.scalar(select(Message.conversation_id).where(Message.id == message_id))
    if found is None:
        raise NotFound
    return found


def _readable(ids: list[int], query: Query, user: User | None) -> list[int]:
    """Without the messages that match only by a number which this person sees masked."""
    digits = any(letter.isdigit() for word in query.words for letter in word.forms[-1])
    if not digits or not is_masked_for(user):
        return ids
    rows = db.session.execute(select(Message.id, Message.text).where(Message.id.in_(ids)))
    texts = {row.id: thai.fold(masked(row.text)) for row in rows}
    return [
        each
        for each in ids
        if all(any(form in texts[each] for form in word.forms) for word in query.words)
    ]


def is_masked_for(user: User | None) -> bool:
    """Whether telephone and identity numbers are hidden from somebody; software sees them."""
    return user is not None and not user.may_act_as(Role.AGENT)


def masked(text: str) -> str:
    """The text with its telephone and identity numbers hidden."""
    return thai.mask_phones(thai.mask_national_ids(text))


def _shown(ids: list[int], query: Query, user: User | None) -> list[FoundMessage]:
    worksheet = (
        select(func.max(Worksheet.number))
        .join(WorksheetMessage, WorksheetMessage.worksheet_id == Worksheet.id)
        .where(WorksheetMessage.message_id == Message.id, visible_to(user))
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Message.id,
            Message.conversation_id,
            Message.kind,
            Message.direction,
            Message.created_at,
            Message.deleted_at,
            Message.author_name,
            Message.text,
            Message.post_id,
            Page.name.label("page"),
            Post.text.label("post_text"),
            worksheet.label("worksheet"),
        )
        .join(Page, Page.id == Message.page_id)
        .outerjoin(Post, Post.id == Message.post_id)
        .where(Message.id.in_(ids))
    )
    hidden = is_masked_for(user)
    found = {row.id: _found(row, query, hidden) for row in rows}
    return [found[each] for each in ids if each in found]


def _found(row: Row[Any], query: Query, hidden: bool) -> FoundMessage:
    return FoundMessage(
        id=row.id,
        conversation_id=row.conversation_id,
        kind=row.kind,
        direction=row.direction,
        at=row.created_at,
        deleted=row.deleted_at is not None,
        name=row.author_name,
        page=row.page,
        pieces=excerpt(masked(row.text) if hidden else row.text, query.words),
        post_id=row.post_id,
        post_text=row.post_text,
        worksheet=row.worksheet,
    )
