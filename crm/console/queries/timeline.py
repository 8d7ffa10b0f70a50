"""All that happened with one person, in one column, newest first, page by page.

Each source gives no more rows than a page holds, along an index, so that a page deep in ten
thousand entries costs what the first one does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    exists,
    literal,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload

from crm.auth.models import User
from crm.console.queries.cursors import read_moment
from crm.customers import queries as customers
from crm.customers.models import Customer, Fact, Identity, Merge
from crm.db import db
from crm.pagelink.models import Message, Note, Reply, ReplyState
from crm.pagelink.queries.restricted import hidden_from
from crm.search.models import SearchTiming
from crm.worksheets.models import Worksheet, WorksheetEvent, WorksheetMessage
from crm.worksheets.queries import visible_to

PAGE_SIZE = 50
STEPS_SHOWN = (
    *("opened", "case_number", "own_number", "number_sent", "dispatched", "result_sent"),
    *("told_otherwise", "closed", "reopened", "not_fixed"),
)


@dataclass(frozen=True)
class Happened:
    """One entry; what `row` is depends on `kind`.

    message and elsewhere (typed in Facebook's own inbox): the message; reply, note, merge: itself;
    step: a Step; fact: as it is shown; search: the name of who searched.
    """

    kind: str
    at: datetime
    row: Any


@dataclass(frozen=True)
class Step:
    """A step in the history of a case, and the case."""

    event: WorksheetEvent
    sheet: Worksheet


@dataclass(frozen=True)
class Timeline:
    """A part of a person's history, newest first, and the cursor of the part before it."""

    entries: Sequence[Happened]
    next: str | None


@dataclass(frozen=True)
class _Place:
    """Where a page begins: after this entry."""

    at: datetime
    kind: str
    id: int


def timeline(
    customer: Customer, cursor: str = "", *, user: User, limit: int = PAGE_SIZE
) -> Timeline:
    """What was said, answered, opened, noted, learnt and looked up about a person."""
    accounts = db.session.scalars(
        select(Identity.id).where(Identity.customer_id == customer.id).order_by(Identity.id)
    ).all()
    place = _read_cursor(cursor)
    sources = _sources(customer, accounts, user)
    parts = [_part(kind, query, id_, at, place, limit + 1) for kind, query, id_, at in sources]
    both = union_all(*parts).subquery()
    order = (both.c.at.desc(), both.c.kind, both.c.id.desc())
    found = db.session.execute(select(both).order_by(*order).limit(limit + 1)).all()
    last = found[limit - 1] if len(found) > limit else None
    following = f"{last.at.isoformat()}~{last.kind}~{last.id}" if last else None
    return Timeline(_loaded([(row.kind, row.at, row.id) for row in found[:limit]]), following)


def _sources(
    customer: Customer, accounts: Sequence[int], user: User
) -> list[tuple[str, Select[Any], Any, Any]]:
    """What is read from where: the kind, the query, and its columns of id and time."""
    said = [
        (
            "message",
            _open(select(Message).where(Message.identity_id == id_), Message, user),
            Message.id,
            Message.created_at,
        )
        for id_ in accounts
    ]
    theirs = _cases(customer, accounts)
    steps = (
        select(WorksheetEvent)
        .join(Worksheet, Worksheet.id == WorksheetEvent.worksheet_id)
        .where(WorksheetEvent.worksheet_id.in_(theirs), visible_to(user))
        .where(WorksheetEvent.kind.in_(STEPS_SHOWN))
    )
    talks = select(Message.conversation_id).where(Message.identity_id.in_(accounts))
    notes = select(Note).where(Note.conversation_id.in_(talks))
    return [
        *said,
        (
            "elsewhere",
            _open(_typed_elsewhere(accounts), Message, user),
            Message.id,
            Message.created_at,
        ),
        ("reply", _open(_replies(accounts), Reply, user), Reply.id, Reply.created_at),
        ("step", steps, WorksheetEvent.id, WorksheetEvent.at),
        ("note", _open(notes, Note, user), Note.id, Note.created_at),
        ("fact", select(Fact).where(Fact.customer_id == customer.id), Fact.id, Fact.recorded_at),
        ("search", _searches(customer, talks, theirs), SearchTiming.id, SearchTiming.started_at),
        ("merge", select(Merge).where(Merge.kept_id == customer.id), Merge.id, Merge.at),
    ]


def _open(
    query: Select[Any], table: type[Message] | type[Reply] | type[Note], user: User
) -> Select[Any]:
    return query.where(table.conversation_id.not_in(hidden_from(user)))


def _part(
    kind: str, query: Select[Any], id_: Any, at: Any, place: _Place | None, limit: int
) -> Select[Any]:
    columns = query.with_only_columns(literal(kind).label("kind"), id_.label("id"), at.label("at"))
    if place:
        columns = columns.where(_after(kind, id_, at, place))
    part = columns.order_by(at.desc(), id_.desc()).limit(limit).subquery()
    return select(part.c.kind, part.c.id, part.c.at)


def _after(kind: str, id_: Any, at: Any, place: _Place) -> ColumnElement[bool]:
    if kind > place.kind:
        return and_(at <= place.at)
    if kind < place.kind:
        return and_(at < place.at)
    return and_(at <= place.at, or_(at < place.at, id_ < place.id))


def _cases(customer: Customer, accounts: Sequence[int]) -> Any:
    told = (
        select(WorksheetMessage.worksheet_id)
        .join(Message, Message.id == WorksheetMessage.message_id)
        .where(Message.identity_id.in_(accounts))
    )
    return union(select(Worksheet.id).where(Worksheet.customer_id == customer.id), told)


def _replies(accounts: Sequence[int]) -> Select[Any]:
    target = aliased(Message)
    return (
        select(Reply)
        .join(target, target.id == Reply.target_message_id)
        .where(target.identity_id.in_(accounts), Reply.state != ReplyState.CANCELLED)
    )


def _typed_elsewhere(accounts: Sequence[int]) -> Select[Any]:
    """What the Page's people answered in Facebook's own inbox."""
    asked = aliased(Message)
    ours = exists().where(Reply.sent_message_id == Message.id)
    answers = select(asked.answered_by_message_id).where(
        asked.identity_id.in_(accounts), asked.answered_by_message_id.is_not(None)
    )
    return select(Message).where(Message.id.in_(answers), ~ours)


def _searches(customer: Customer, talks: Any, cases: Any) -> Select[Any]:
    """Searches that ended at this person, at one of their conversations, or at a case of theirs."""
    opened, kind = SearchTiming.opened_id, SearchTiming.opened_kind
    texts = select(cast(talks.subquery().c[0], String))
    numbers = select(Worksheet.number).where(Worksheet.id.in_(cases))
    return select(SearchTiming).where(
        or_(
            and_(kind == "customer", opened == str(customer.id)),
            and_(kind == "conversation", opened.in_(texts)),
            and_(kind == "worksheet", opened.in_(numbers)),
        )
    )


def _loaded(found: Sequence[tuple[str, datetime, int]]) -> list[Happened]:
    rows = {}
    for kind, load in LOADS.items():
        ids = [id_ for each, _, id_ in found if each == kind]
        rows[kind] = load(ids) if ids else {}
    return [Happened(kind, at, rows[kind][id_]) for kind, at, id_ in found]


def _messages(ids: Sequence[int]) -> dict[int, Any]:
    query = select(Message).where(Message.id.in_(ids))
    found = db.session.scalars(query.options(joinedload(Message.page), joinedload(Message.post)))
    return {message.id: message for message in found}


def _sent(ids: Sequence[int]) -> dict[int, Any]:
    query = select(Reply).where(Reply.id.in_(ids)).options(joinedload(Reply.written_by))
    return {reply.id: reply for reply in db.session.scalars(query)}


def _steps(ids: Sequence[int]) -> dict[int, Any]:
    query = (
        select(WorksheetEvent, Worksheet)
        .join(Worksheet, Worksheet.id == WorksheetEvent.worksheet_id)
        .where(WorksheetEvent.id.in_(ids))
        .options(joinedload(WorksheetEvent.by))
    )
    return {event.id: Step(event, sheet) for event, sheet in db.session.execute(query)}


def _notes(ids: Sequence[int]) -> dict[int, Any]:
    query = select(Note).where(Note.id.in_(ids)).options(joinedload(Note.author))
    return {note.id: note for note in db.session.scalars(query)}


def _facts(ids: Sequence[int]) -> dict[int, Any]:
    query = select(Fact).where(Fact.id.in_(ids)).options(joinedload(Fact.recorded_by))
    return {fact.id: customers.shown(fact) for fact in db.session.scalars(query)}


def _looked_up(ids: Sequence[int]) -> dict[int, Any]:
    query = (
        select(SearchTiming.id, User.name)
        .outerjoin(User, User.id == SearchTiming.user_id)
        .where(SearchTiming.id.in_(ids))
    )
    return {row.id: row.name for row in db.session.execute(query)}


def _merges(ids: Sequence[int]) -> dict[int, Any]:
    return {row.id: row for row in db.session.scalars(select(Merge).where(Merge.id.in_(ids)))}


LOADS: dict[str, Callable[[Sequence[int]], dict[int, Any]]] = {
    "elsewhere": _messages,
    "fact": _facts,
    "merge": _merges,
    "message": _messages,
    "note": _notes,
    "reply": _sent,
    "search": _looked_up,
    "step": _steps,
}


def _read_cursor(cursor: str) -> _Place | None:
    """The place that a cursor names; None for one that was never ours."""
    try:
        at, kind, id_ = cursor.split("~")
        return _Place(read_moment(at), kind, int(id_))
    except ValueError:
        return None
