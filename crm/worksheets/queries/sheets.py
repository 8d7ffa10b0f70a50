"""Find worksheets: one by its numbers, many by what is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.auth.models import Role, User
from crm.customers.models import Identity
from crm.db import db
from crm.errors import N_, NotFound
from crm.pagelink.models import Message, Page
from crm.worksheets import numbers
from crm.worksheets.models import (
    Source,
    Stage,
    Worksheet,
    WorksheetEvent,
    WorksheetMessage,
    WorksheetTopic,
)


class UnknownNumber(NotFound):
    """No case has this number."""

    sentence = N_("ไม่พบเรื่องเลขที่ “%(number)s” กรุณาตรวจสอบเลขอีกครั้ง")


@dataclass(frozen=True, slots=True)
class WorksheetFilter:
    """What a list of worksheets is narrowed to; None means any."""

    page_id: int | None = None
    stage: Stage | str | None = None
    source: Source | str | None = None
    topic_id: int | None = None
    category_id: int | None = None
    agency_id: int | None = None
    assignee_id: int | None = None
    district: str | None = None
    urgent: bool | None = None
    closed: bool | None = None


@dataclass(frozen=True, slots=True)
class WorksheetPage:
    """A part of a list, newest first; `next` is the cursor of the part after it."""

    rows: list[Worksheet]
    next: str | None


def get_by_number(text: str) -> Worksheet:
    """The case whose internal, citizen's or city's number was typed, in whatever writing.

    Thai digits, spaces, missing hyphens and the words before are dealt with. Raises
    WrongCheckDigit for a mistyped number of ours, else UnknownNumber.
    """
    sheet = find_by_number(text)
    if sheet is None:
        numbers.check(text)
        raise UnknownNumber(number=text.strip())
    return sheet


def find_by_number(text: str) -> Worksheet | None:
    """As get_by_number, or None. Of several with one number, the case that goes on is taken."""
    key = numbers.fold(text)
    if not key:
        return None
    by_number = (Worksheet.case_key == key) | (Worksheet.mis_key == key)
    if internal := numbers.as_worksheet_number(text):
        by_number = by_number | (Worksheet.number == internal)
    order = (Worksheet.duplicate_of_id.is_not(None), Worksheet.id.desc())
    return db.session.scalar(_whole().where(by_number).order_by(*order).limit(1))


def find_by_keys(keys: Sequence[str]) -> list[Worksheet]:
    """The cases whose citizen's or city's number is one of these (folded), newest first."""
    by_number = or_(Worksheet.case_key.in_(keys), Worksheet.mis_key.in_(keys))
    query = _whole().where(by_number).order_by(Worksheet.id.desc()).limit(20)
    return list(db.session.scalars(query)) if keys else []


def find_opened_with(form: str) -> Worksheet | None:
    """The case that this very form opened already, when it is sent a second time."""
    return db.session.scalar(_whole().where(Worksheet.opened_with == form)) if form else None


def get_worksheet(worksheet_id: int) -> Worksheet:
    """The case with this id; raises NotFound."""
    sheet = db.session.scalar(_whole().where(Worksheet.id == worksheet_id))
    if sheet is None:
        raise NotFound
    return sheet


def worksheets(
    wanted: WorksheetFilter, cursor: str | None = None, *, user: User | None = None, limit: int = 50
) -> WorksheetPage:
    """A part of the list, newest first, without the restricted ones that `user` may not see."""
    query = _whole().where(*_conditions(wanted), visible_to(user))
    if cursor and cursor.isdecimal():
        query = query.where(Worksheet.id < int(cursor))
    rows = list(db.session.scalars(query.order_by(Worksheet.id.desc()).limit(limit + 1)))
    has_more = len(rows) > limit
    return WorksheetPage(rows[:limit], str(rows[limit - 1].id) if has_more else None)


def filing_queue(page_id: int | None = None, limit: int = 100) -> list[Worksheet]:
    """What waits to be filed in the city's system (รอบันทึก MIS): urgent first, then the oldest."""
    query = (
        _whole()
        .join(Page, Page.id == Worksheet.page_id)
        .where(Worksheet.filed_at.is_(None), Worksheet.closed_at.is_(None))
        .where(Page.filing_system != "")
        .order_by(Worksheet.urgent.desc(), Worksheet.opened_at, Worksheet.id)
    )
    if page_id is not None:
        query = query.where(Worksheet.page_id == page_id)
    return list(db.session.scalars(query.limit(limit)))


def worksheets_of(conversation_ids: Sequence[int]) -> dict[int, list[Worksheet]]:
    """The cases of each conversation with their agencies, newest first, in one statement."""
    pairs = (
        select(Message.conversation_id.label("of"), WorksheetMessage.worksheet_id.label("id"))
        .join(WorksheetMessage, WorksheetMessage.message_id == Message.id)
        .where(Message.conversation_id.in_(conversation_ids))
        .distinct()
        .subquery()
    )
    found: dict[int, list[Worksheet]] = {
        conversation_id: [] for conversation_id in conversation_ids
    }
    rows = db.session.execute(
        select(pairs.c.of, Worksheet)
        .join(Worksheet, Worksheet.id == pairs.c.id)
        .options(joinedload(Worksheet.agency))
        .order_by(Worksheet.id.desc())
    )
    for conversation_id, sheet in rows:
        found[conversation_id].append(sheet)
    return found


def worksheets_of_message(message: Message) -> list[Worksheet]:
    """The cases that a message is on, newest first."""
    on = select(WorksheetMessage.worksheet_id).where(WorksheetMessage.message_id == message.id)
    query = _whole().where(Worksheet.id.in_(on)).order_by(Worksheet.id.desc())
    return list(db.session.scalars(query))


def worksheets_under(post_id: int) -> list[Worksheet]:
    """Every case that came up under a post, newest first."""
    under = (
        select(WorksheetMessage.worksheet_id)
        .join(Message, Message.id == WorksheetMessage.message_id)
        .where(Message.post_id == post_id)
    )
    query = _whole().where(Worksheet.id.in_(under)).order_by(Worksheet.id.desc())
    return list(db.session.scalars(query))


def of_customer(customer_id: int) -> list[Worksheet]:
    """The cases that a person reported or joined in, newest first."""
    said = (
        select(WorksheetMessage.worksheet_id)
        .join(Message, Message.id == WorksheetMessage.message_id)
        .join(Identity, Identity.id == Message.identity_id)
        .where(Identity.customer_id == customer_id)
    )
    theirs = or_(Worksheet.customer_id == customer_id, Worksheet.id.in_(said))
    return list(db.session.scalars(_whole().where(theirs).order_by(Worksheet.id.desc())))


def history(sheet: Worksheet) -> list[WorksheetEvent]:
    """All that happened to a case, oldest first."""
    return list(
        db.session.scalars(
            select(WorksheetEvent)
            .where(WorksheetEvent.worksheet_id == sheet.id)
            .options(joinedload(WorksheetEvent.by))
            .order_by(WorksheetEvent.id)
        )
    )


def stage_history(sheet: Worksheet) -> list[WorksheetEvent]:
    """The stages that a case went through; `opened` stands for the first one, รับเรื่อง.

    A change that was taken back is none.
    """
    stages: list[WorksheetEvent] = []
    for event in history(sheet):
        if event.kind in ("opened", "stage", "stage_passed"):
            stages.append(event)
        elif event.kind == "stage_undone":
            stages.pop()
    return stages


READ_BY_MAY_SEE = Worksheet.restricted, Worksheet.assignee_id, Worksheet.opened_by_id
"""What `may_see` looks at, for who reads few columns of a case."""


def may_see(sheet: Worksheet, user: User) -> bool:
    """A restricted case (misconduct, corruption) is for supervisors and who works on it."""
    if not sheet.restricted or user.may_act_as(Role.SUPERVISOR):
        return True
    return user.id in (sheet.assignee_id, sheet.opened_by_id)


def visible_to(user: User | None) -> ColumnElement[bool]:
    """The same as a condition on worksheets; no user means software, which sees all."""
    if user is None or user.may_act_as(Role.SUPERVISOR):
        return Worksheet.id.is_not(None)
    own = or_(Worksheet.assignee_id == user.id, Worksheet.opened_by_id == user.id)
    return or_(Worksheet.restricted.is_(False), own)


def _conditions(wanted: WorksheetFilter) -> list[ColumnElement[bool]]:
    columns = ("page_id", "stage", "source", "category_id", "agency_id", "assignee_id", "district")
    given = [(name, getattr(wanted, name)) for name in (*columns, "urgent")]
    conditions = [getattr(Worksheet, name) == value for name, value in given if value is not None]
    if wanted.topic_id is not None:
        about = select(WorksheetTopic.worksheet_id).where(WorksheetTopic.tag_id == wanted.topic_id)
        conditions.append(Worksheet.id.in_(about))
    if wanted.closed is not None:
        is_closed = Worksheet.closed_at.is_not(None)
        conditions.append(is_closed if wanted.closed else ~is_closed)
    return conditions


def _whole() -> Select[tuple[Worksheet]]:
    return select(Worksheet).options(
        joinedload(Worksheet.category),
        joinedload(Worksheet.agency),
        joinedload(Worksheet.customer),
        joinedload(Worksheet.assignee),
        selectinload(Worksheet.topics),
    )
