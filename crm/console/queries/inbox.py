"""The list of conversations: who waits, for how long, with what was said last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Load, joinedload

from crm.auth.models import Role, User
from crm.console.filters import TABS, InboxFilter
from crm.console.queries.conditions import READER, asked, conditions
from crm.console.queries.cursors import read_moment
from crm.db import db
from crm.pagelink.models import AnswerState, Conversation, Direction, Message, Page
from crm.worksheets import queries as cases
from crm.worksheets.models import Tag, Worksheet
from crm.worksheets.queries import Marks

PAGE_SIZE = 30
MOST_COUNTED = 1000
KEPT = 256
"""Statements of views; building one takes longer than its answer."""


@dataclass(frozen=True)
class InboxRow:
    """One line of the list; `message` is what a citizen said last, None in an empty stub."""

    conversation: Conversation
    message: Message | None
    open_count: int
    tags: Sequence[Tag]
    worksheets: Sequence[Worksheet]


_Line = tuple[Conversation, Message | None, int]
_Lines = Select[tuple[Conversation, Message, int]]


@dataclass(frozen=True)
class InboxPage:
    """A part of the list, and the cursor of the next part.

    `marks` are the tags and the cases by conversation, of the one that is open too.
    """

    rows: Sequence[InboxRow]
    next: str | None
    marks: Mapping[int, Marks]


@dataclass(frozen=True)
class Reader:
    """Who looks, and when and where: what a view of the inbox depends on beside its filter."""

    user: User
    now: datetime
    zone: tzinfo

    @property
    def sees_all(self) -> bool:
        """Whether restricted conversations are open to this person too."""
        return self.user.may_act_as(Role.SUPERVISOR)


def list_conversations(
    view: InboxFilter,
    reader: Reader,
    cursor: str = "",
    *,
    opened: int | None = None,
    limit: int = PAGE_SIZE,
) -> InboxPage:
    """Urgent ones first, then the oldest unanswered; views of all have the newest first."""
    statement = _listing(view, reader, cursor, limit)
    lines = _read(statement, asked(view, reader.user, reader.now))
    marks = cases.marks_of([*(line[0].id for line in lines), *([opened] if opened else [])])
    shown = [_row(line, marks) for line in lines[:limit]]
    following = _cursor(shown[-1].conversation, view) if len(lines) > limit else None
    return InboxPage(shown, following, marks)


def tab_counts(view: InboxFilter, reader: Reader) -> dict[str, int | None]:
    """How many conversations wait on each tab under this filter, counted no further than
    MOST_COUNTED; None in a view of everything, where no number asks for anything."""
    if view.show != "waiting":
        return dict.fromkeys(TABS)
    statement = _counting(view.on_tab("all"), reader.zone, reader.sees_all)
    counted = db.session.execute(statement, asked(view, reader.user, reader.now))
    return dict(zip(TABS, counted.one(), strict=True))


def next_waiting(done_id: int, view: InboxFilter, reader: Reader) -> int | None:
    """The conversation to open once this one is done: the one at the top of the same view."""
    wanted = conditions(view, reader.zone, to_all=reader.sees_all)
    query = select(Conversation.id).where(*wanted, Conversation.id != done_id)
    query = query.order_by(*_order(view)).limit(1)
    return db.session.scalar(query, asked(view, reader.user, reader.now))


def _listing(view: InboxFilter, reader: Reader, cursor: str, limit: int) -> _Lines:
    """Kept for those who wait, whose statement depends on nothing that lies in the tables."""
    if view.show == "waiting" and not cursor:
        return _first_lines(view, reader.zone, reader.sees_all, limit)
    return _lines_after(cursor, view, reader.zone, reader.sees_all, limit)


@lru_cache(KEPT)
def _first_lines(view: InboxFilter, zone: tzinfo, to_all: bool, limit: int) -> _Lines:
    return _lines_after("", view, zone, to_all, limit)


def _lines_after(cursor: str, view: InboxFilter, zone: tzinfo, to_all: bool, limit: int) -> _Lines:
    wanted = conditions(view, zone, to_all=to_all)
    query = select(Conversation.id).where(*wanted, _after(cursor, view))
    return _lines(query.limit(limit + 1), _order(view))


@lru_cache(KEPT)
def _counting(view: InboxFilter, zone: tzinfo, to_all: bool) -> Select[Any]:
    wide = conditions(view, zone, to_all=to_all)
    tabs = {
        "mine": Conversation.assignee_id == READER,
        "unassigned": Conversation.assignee_id.is_(None),
        "all": true(),
    }
    return select(*(_bounded(*wide, tabs[tab]) for tab in TABS))


def rows_of(conversations: Sequence[Conversation]) -> list[InboxRow]:
    """The lines for these conversations, in their order and in a constant number of statements."""
    ids = [conversation.id for conversation in conversations]
    marks = cases.marks_of(ids)
    found = {line[0].id: line for line in _read(_lines(_among(ids), (Conversation.id.asc(),)), {})}
    return [_row(found[id_], marks) for id_ in ids]


def _among(ids: Sequence[int]) -> Select[tuple[int]]:
    return select(Conversation.id).where(Conversation.id.in_(ids))


def _row(line: _Line, marks: Mapping[int, Marks]) -> InboxRow:
    conversation, message, open_count = line
    here = marks[conversation.id]
    return InboxRow(conversation, message, open_count, here.tags, here.worksheets)


def _lines(query: Select[tuple[int]], order: Sequence[ColumnElement[Any]]) -> _Lines:
    """The conversations that a query of ids finds, what was said last, and how many wait there."""
    here = Message.conversation_id == Conversation.id
    newest = select(Message.id).where(here, Message.direction == Direction.IN)
    newest = newest.order_by(Message.created_at.desc(), Message.id.desc()).limit(1)
    # Counted among the conversation's own messages; as a condition, "open" would tempt the
    # database to count among all that are open.
    still_open = select(func.count().filter(Message.answer_state == AnswerState.OPEN)).where(here)
    found = query.order_by(*order).add_columns(
        newest.correlate(Conversation).scalar_subquery().label("newest"),
        still_open.correlate(Conversation).scalar_subquery().label("open"),
    )
    part = found.subquery()
    return (
        select(Conversation, Message, part.c.open)
        .join(part, part.c.id == Conversation.id)
        .outerjoin(Message, Message.id == part.c.newest)
        .options(*_SHOWN)
        .order_by(*order)
    )


def _read(lines: _Lines, places: Mapping[str, object]) -> list[_Line]:
    return [
        (talk, message, waiting) for talk, message, waiting in db.session.execute(lines, places)
    ]


_SHOWN = (
    joinedload(Conversation.page).load_only(Page.name),
    joinedload(Conversation.assignee).load_only(User.name),
    Load(Message).load_only(Message.author_name, Message.text),
)
"""A line shows little of what a message and a Page hold; reading all of it took half the time."""


def _bounded(*wanted: ColumnElement[bool]) -> Any:
    """How many conversations there are of this kind; stops where nobody reads the number."""
    some = select(Conversation.id).where(*wanted).limit(MOST_COUNTED).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _order(view: InboxFilter) -> tuple[ColumnElement[Any], ...]:
    if view.show == "waiting":
        return Conversation.urgent.desc(), Conversation.waiting_since.asc(), Conversation.id.asc()
    return Conversation.last_message_at.desc(), Conversation.id.desc()


def _after(cursor: str, view: InboxFilter) -> ColumnElement[bool]:
    """What comes after the cursor in the view's order; everything for none."""
    place = _read_cursor(cursor)
    if place is None:
        return true()
    urgent, at, id_ = place
    if view.show != "waiting":
        last = Conversation.last_message_at
        return or_(last < at, and_(last == at, Conversation.id < id_))
    since = Conversation.waiting_since
    later = or_(since > at, and_(since == at, Conversation.id > id_))
    rest = Conversation.urgent.is_(False) if urgent else false()
    return or_(and_(Conversation.urgent.is_(urgent), later), rest)


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
