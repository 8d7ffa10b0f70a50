"""The list of conversations: who waits, for how long, with what was said last."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from crm.auth.models import User
from crm.console.filters import InboxFilter
from crm.console.queries.conditions import conditions
from crm.console.queries.cursors import read_moment
from crm.db import db
from crm.pagelink.models import AnswerState, Conversation, Direction, Message
from crm.worksheets import queries as cases
from crm.worksheets.models import Tag, Worksheet

PAGE_SIZE = 50


@dataclass(frozen=True)
class InboxRow:
    """One line of the list; `message` is what a citizen said last, None in an empty stub."""

    conversation: Conversation
    message: Message | None
    open_count: int
    tags: Sequence[Tag]
    worksheets: Sequence[Worksheet]


@dataclass(frozen=True)
class InboxPage:
    """A part of the list, the cursor of the next part, and a mark that changes with any of it."""

    rows: Sequence[InboxRow]
    next: str | None
    version: str


@dataclass(frozen=True)
class Reader:
    """Who looks, and when and where: what a view of the inbox depends on beside its filter."""

    user: User
    now: datetime
    zone: tzinfo


def list_conversations(
    view: InboxFilter, reader: Reader, cursor: str = "", *, limit: int = PAGE_SIZE
) -> InboxPage:
    """Urgent ones first, then the oldest unanswered; views of all have the newest first."""
    query = select(Conversation).where(*conditions(view, reader.user, reader.now, reader.zone))
    query = query.options(joinedload(Conversation.page), joinedload(Conversation.assignee))
    found = db.session.scalars(_ordered(query, view, cursor).limit(limit + 1)).all()
    shown = found[:limit]
    rows = rows_of(shown)
    following = _cursor(shown[-1], view) if len(found) > limit else None
    return InboxPage(rows, following, _version(rows, reader.now))


def tab_counts(view: InboxFilter, reader: Reader) -> dict[str, int]:
    """How many conversations stand on each tab under this filter."""
    wide = conditions(view.on_tab("all"), reader.user, reader.now, reader.zone)
    everything, mine, unassigned = db.session.execute(
        select(
            func.count(),
            func.count().filter(Conversation.assignee_id == reader.user.id),
            func.count().filter(Conversation.assignee_id.is_(None)),
        )
        .select_from(Conversation)
        .where(*wide)
    ).one()
    return {"mine": mine, "unassigned": unassigned, "all": everything}


def next_waiting(done_id: int, view: InboxFilter, reader: Reader) -> int | None:
    """The conversation to open once this one is done: the one at the top of the same view."""
    top = list_conversations(view, reader, limit=2).rows
    return next((row.conversation.id for row in top if row.conversation.id != done_id), None)


def _ordered(
    query: Select[tuple[Conversation]], view: InboxFilter, cursor: str
) -> Select[tuple[Conversation]]:
    place = _read_cursor(cursor)
    if view.show != "waiting":
        if place:
            last = Conversation.last_message_at
            _, at, id_ = place
            query = query.where(or_(last < at, and_(last == at, Conversation.id < id_)))
        return query.order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
    if place:
        query = query.where(_after(*place))
    return query.order_by(Conversation.urgent.desc(), Conversation.waiting_since, Conversation.id)


def _after(urgent: bool, at: datetime, id_: int) -> ColumnElement[bool]:
    since = Conversation.waiting_since
    later = or_(since > at, and_(since == at, Conversation.id > id_))
    same = and_(Conversation.urgent.is_(urgent), later)
    return or_(same, Conversation.urgent.is_(False)) if urgent else same


def _cursor(last: Conversation, view: InboxFilter) -> str | None:
    at = last.waiting_since if view.show == "waiting" else last.last_message_at
    return f"{int(last.urgent)}~{at.isoformat()}~{last.id}" if at else None


def _read_cursor(cursor: str) -> tuple[bool, datetime, int] | None:
    """The place that a cursor names; None for one that was never ours."""
    try:
        urgent, at, id_ = cursor.split("~")
        return urgent == "1", read_moment(at), int(id_)
    except ValueError:
        return None


def rows_of(conversations: Sequence[Conversation]) -> list[InboxRow]:
    """The lines for these conversations, in their order and in a constant number of statements."""
    ids = [conversation.id for conversation in conversations]
    said, tags, sheets = _last_said(ids), cases.tags_of(ids), cases.worksheets_of(ids)
    rows = []
    for conversation in conversations:
        message, waiting = said.get(conversation.id, (None, 0))
        standing = tags.get(conversation.id, [])
        rows.append(InboxRow(conversation, message, waiting, standing, sheets[conversation.id]))
    return rows


def _last_said(ids: Sequence[int]) -> dict[int, tuple[Message, int]]:
    """What a citizen said last in each conversation, and how many messages wait there."""
    inbound = Message.direction == Direction.IN
    newest = (
        select(
            Message.conversation_id.label("of"),
            func.max(Message.created_at).label("at"),
            func.count().filter(Message.answer_state == AnswerState.OPEN).label("open"),
        )
        .where(Message.conversation_id.in_(ids), inbound)
        .group_by(Message.conversation_id)
        .subquery()
    )
    is_newest = and_(Message.conversation_id == newest.c.of, Message.created_at == newest.c.at)
    found = db.session.execute(
        select(Message, newest.c.open).join(newest, is_newest).where(inbound).order_by(Message.id)
    )
    return {message.conversation_id: (message, waiting) for message, waiting in found}


def _version(rows: Sequence[InboxRow], now: datetime) -> str:
    """Changes when any row does, and each minute, since the waiting times are shown."""
    parts = [f"{row.conversation.id}:{row.conversation.changed_seq}" for row in rows]
    parts.append(now.strftime("%H%M"))
    return hashlib.sha256(",".join(parts).encode()).hexdigest()[:16]
