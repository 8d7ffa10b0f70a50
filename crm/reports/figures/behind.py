"""The rows behind a figure: exactly the things that were counted, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Subquery, case, func, literal, null, select

from crm import thai
from crm.auth.models import User
from crm.customers.models import Customer
from crm.db import db
from crm.pagelink.models import Conversation, Message, Page
from crm.reports.figures.figure import Figure, Length, Subject
from crm.reports.figures.period import Period
from crm.search.models import SearchTiming
from crm.worksheets.models import Worksheet

PAGE_OF_ROWS = 100


@dataclass(frozen=True)
class Row:
    """One thing that was counted. `target` is what leads to it: an id or a worksheet's number."""

    id: int
    target: str
    at: datetime | None
    name: str | None
    text: str
    seconds: float | None


@dataclass(frozen=True)
class Rows:
    """Some of the rows, with the id to go on from."""

    rows: list[Row]
    next: int | None


def count_rows(figure: Figure, period: Period, part: str | None = None) -> int:
    """How many rows there are behind a figure, or one part of it."""
    return db.session.scalar(select(func.count()).select_from(_chosen(figure, period, part))) or 0


def rows_behind(
    figure: Figure,
    period: Period,
    *,
    part: str | None = None,
    before: int | None = None,
    limit: int = PAGE_OF_ROWS,
    masked: bool = True,
) -> Rows:
    """The rows, by descending id; with telephone and identity numbers masked if asked."""
    chosen = _chosen(figure, period, part)
    statement = _SELECTS[figure.subject](chosen)
    if before is not None:
        statement = statement.where(chosen.c.id < before)
    found = db.session.execute(statement.order_by(chosen.c.id.desc()).limit(limit + 1)).all()
    rows = [_row(each._asdict(), masked) for each in found[:limit]]
    return Rows(rows, rows[-1].id if len(found) > limit else None)


def _chosen(figure: Figure, period: Period, part: str | None) -> Subquery:
    behind = figure.behind(period).subquery()
    if isinstance(figure, Length):
        return select(behind.c.id, behind.c.seconds).subquery()
    chosen = select(behind.c.id, null().label("seconds")).distinct()
    return (chosen if part is None else chosen.where(behind.c.part == part)).subquery()


def _messages(chosen: Subquery) -> Select[Any]:
    return (
        select(
            chosen.c.id,
            Message.conversation_id.label("target"),
            Message.created_at.label("at"),
            Message.author_name.label("name"),
            case((Conversation.restricted, ""), else_=Message.text).label("text"),
            chosen.c.seconds,
        )
        .join_from(chosen, Message, Message.id == chosen.c.id)
        .join(Conversation, Conversation.id == Message.conversation_id)
    )


def _conversations(chosen: Subquery) -> Select[Any]:
    newest = (
        select(Message.text)
        .where(Message.conversation_id == Conversation.id)
        .order_by(Message.created_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            chosen.c.id,
            chosen.c.id.label("target"),
            Conversation.last_message_at.label("at"),
            Page.name,
            case((Conversation.restricted, ""), else_=func.coalesce(newest, "")).label("text"),
            chosen.c.seconds,
        )
        .join(Conversation, Conversation.id == chosen.c.id)
        .join(Page, Page.id == Conversation.page_id)
    )


def _customers(chosen: Subquery) -> Select[Any]:
    return select(
        chosen.c.id,
        chosen.c.id.label("target"),
        Customer.last_seen_at.label("at"),
        Customer.name,
        literal("").label("text"),
        chosen.c.seconds,
    ).join(Customer, Customer.id == chosen.c.id)


def _worksheets(chosen: Subquery) -> Select[Any]:
    return select(
        chosen.c.id,
        Worksheet.number.label("target"),
        Worksheet.opened_at.label("at"),
        Worksheet.number.label("name"),
        case((Worksheet.restricted, ""), else_=Worksheet.title).label("text"),
        chosen.c.seconds,
    ).join(Worksheet, Worksheet.id == chosen.c.id)


def _searches(chosen: Subquery) -> Select[Any]:
    """The searches, leading to what was opened; the words typed were never kept."""
    return (
        select(
            chosen.c.id,
            func.coalesce(
                SearchTiming.opened_kind.op("||")("/").op("||")(SearchTiming.opened_id), ""
            ).label("target"),
            SearchTiming.started_at.label("at"),
            User.name,
            func.coalesce(SearchTiming.opened_kind, SearchTiming.ending, "").label("text"),
            chosen.c.seconds,
        )
        .join(SearchTiming, SearchTiming.id == chosen.c.id)
        .outerjoin(User, User.id == SearchTiming.user_id)
    )


_SELECTS = {
    Subject.MESSAGES: _messages,
    Subject.CONVERSATIONS: _conversations,
    Subject.CUSTOMERS: _customers,
    Subject.WORKSHEETS: _worksheets,
    Subject.SEARCHES: _searches,
}


def _row(values: dict[str, Any], masked: bool) -> Row:
    text = values.pop("text")
    shown = thai.mask_phones(thai.mask_national_ids(text)) if masked else text
    return Row(text=shown, **{**values, "target": str(values["target"])})
