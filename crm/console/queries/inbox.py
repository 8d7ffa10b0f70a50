"""The list of conversations: who waits, for how long, with what was said last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Load, joinedload

from crm.auth.models import Role, User
from crm.console.filters import TABS, InboxFilter
from crm.console.queries.conditions import READER, asked, conditions
from crm.console.queries.counts import bounded
from crm.console.queries.cursors import read_moment
from crm.db import PLANNED_ONCE, db
from crm.pagelink.models import AnswerState, Conversation, Direction, Message, Page, Reply
from crm.pagelink.models.replies import UNDER_WAY
from crm.worksheets import queries as cases
from crm.worksheets.models import Tag, Worksheet
from crm.worksheets.queries import Marks

PAGE_SIZE = 30
KEPT = 256
"""Statements of views; building one takes longer than its answer."""


@dataclass(frozen=True)
class InboxRow:
    """One line of the list; `message` is what a citizen said last, None in an empty stub.

    `under_way` is the state of the newest reply that has not gone out yet, None where there is
    none: who answers beside it answers twice.
    """

    conversation: Conversation
    message: Message | None
    open_count: int
    under_way: str | None
    tags: Sequence[Tag]
    worksheets: Sequence[Worksheet]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation stands in a list: the mark of its changes, and what it is ordered by."""

    id: int
    changed_seq: int
    urgent: bool
    at: datetime | None


@dataclass(frozen=True)
class InboxPage:
    """A part of the list, the cursor of the next part, and how many wait on each tab.

    Counted under the same filter, and no further than `bounded` does; None in a view of everything,
    where no number asks for anything.
    """

    places: Sequence[Place]
    next: str | None
    counts: Mapping[str, int | None]


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
    view: InboxFilter, reader: Reader, cursor: str = "", *, limit: int = PAGE_SIZE
) -> InboxPage:
    """Urgent ones first, then the oldest unanswered; views of all have the newest first."""
    statement = _listing(view, reader, cursor, limit)
    rows = db.session.execute(statement, asked(view, reader.user, reader.now)).all()
    places = [Place(*row[:4]) for row in rows]
    following = _cursor(places[limit - 1]) if len(places) > limit else None
    counted = rows[0][4:] if rows else _counted(view, reader)
    counts = dict(zip(TABS, counted, strict=True)) if counted else dict.fromkeys(TABS)
    return InboxPage(places[:limit], following, counts)


def next_waiting(done_id: int, view: InboxFilter, reader: Reader) -> int | None:
    """The conversation to open once this one is done: the one at the top of the same view."""
    wanted = conditions(view, reader.zone, to_all=reader.sees_all)
    query = select(Conversation.id).where(*wanted, Conversation.id != done_id)
    query = query.order_by(*_order(view)).limit(1)
    return db.session.scalar(query, asked(view, reader.user, reader.now))


def _listing(view: InboxFilter, reader: Reader, cursor: str, limit: int) -> Select[Any]:
    """Kept for those who wait, whose statement depends on nothing that lies in the tables."""
    if view.show == "waiting" and not cursor:
        return _first_places(view, reader.zone, reader.sees_all, limit)
    return _places(cursor, view, reader.zone, reader.sees_all, limit)


@lru_cache(KEPT)
def _first_places(view: InboxFilter, zone: tzinfo, to_all: bool, limit: int) -> Select[Any]:
    places = _places("", view, zone, to_all, limit)
    return places.execution_options(**PLANNED_ONCE)


def _places(cursor: str, view: InboxFilter, zone: tzinfo, to_all: bool, limit: int) -> Select[Any]:
    wanted = conditions(view, zone, to_all=to_all)
    by = Conversation.waiting_since if view.show == "waiting" else Conversation.last_message_at
    place = Conversation.id, Conversation.changed_seq, Conversation.urgent, by
    query = select(*place, *_counting(view, zone, to_all))
    return query.where(*wanted, _after(cursor, view)).order_by(*_order(view)).limit(limit + 1)


def _counted(view: InboxFilter, reader: Reader) -> Sequence[int]:
    """How many wait on the tabs where the list itself is empty."""
    counting = _counting(view, reader.zone, reader.sees_all)
    if not counting:
        return ()
    return db.session.execute(select(*counting), asked(view, reader.user, reader.now)).one()


def _counting(view: InboxFilter, zone: tzinfo, to_all: bool) -> list[ScalarSelect[int]]:
    if view.show != "waiting":
        return []
    wide = conditions(view.on_tab("all"), zone, to_all=to_all)
    tabs = {
        "mine": Conversation.assignee_id == READER,
        "unassigned": Conversation.assignee_id.is_(None),
        "all": true(),
    }
    waiting = select(Conversation.id).where(*wide)
    return [bounded(waiting.where(tabs[tab])) for tab in TABS]


def rows_of(ids: Sequence[int], marks: Mapping[int, Marks] | None = None) -> list[InboxRow]:
    """The lines for these conversations, in their order and in a constant number of statements.

    `marks` are their tags and cases where these have been read already.
    """
    if not ids:
        return []
    marks = marks if marks is not None else cases.marks_of(ids)
    lines = {row[0].id: row._tuple() for row in db.session.execute(_LINES, {"among": ids})}
    return [
        InboxRow(*lines[each], marks[each].tags, marks[each].worksheets)
        for each in ids
        if each in lines
    ]


def _lines() -> Select[tuple[Conversation, Message, int, str]]:
    """Some conversations, what was said last, how many wait there, and what is on its way."""
    here = Message.conversation_id == Conversation.id
    newest = select(Message.id).where(here, Message.direction == Direction.IN)
    newest = newest.order_by(Message.created_at.desc(), Message.id.desc()).limit(1)
    # Counted among the conversation's own messages; as a condition, "open" would tempt the
    # database to count among all that are open.
    still_open = select(func.count().filter(Message.answer_state == AnswerState.OPEN)).where(here)
    under_way = select(Reply.state).where(
        Reply.conversation_id == Conversation.id, Reply.state.in_(UNDER_WAY)
    )
    under_way = under_way.order_by(Reply.id.desc()).limit(1)
    among = Conversation.id.in_(bindparam("among", expanding=True))
    part = (
        select(Conversation.id)
        .where(among)
        .add_columns(
            newest.correlate(Conversation).scalar_subquery().label("newest"),
            still_open.correlate(Conversation).scalar_subquery().label("open"),
            under_way.correlate(Conversation).scalar_subquery().label("under_way"),
        )
        .subquery()
    )
    return (
        select(Conversation, Message, part.c.open, part.c.under_way)
        .join(part, part.c.id == Conversation.id)
        .outerjoin(Message, Message.id == part.c.newest)
        .options(*_SHOWN)
    )


_SHOWN = (
    joinedload(Conversation.page).load_only(Page.name),
    joinedload(Conversation.assignee).load_only(User.name),
    Load(Message).load_only(Message.author_name, Message.text, Message.created_at),
)
"""A line shows little of what a message and a Page hold; reading all of it took half the time."""
_LINES = _lines().execution_options(**PLANNED_ONCE)


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


def _cursor(last: Place) -> str | None:
    return f"{int(last.urgent)}~{last.at.isoformat()}~{last.id}" if last.at else None


def _read_cursor(cursor: str) -> tuple[bool, datetime, int] | None:
    """The place that a cursor names; None for one that was never ours."""
    try:
        urgent, at, id_ = cursor.split("~")
        return urgent == "1", read_moment(at), int(id_)
    except ValueError:
        return None
