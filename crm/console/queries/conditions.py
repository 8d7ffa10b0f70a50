"""How a filter of the inbox becomes conditions on conversations."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, null, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from crm.auth.models import User
from crm.console.filters import InboxFilter
from crm.db import UtcDateTime, db
from crm.pagelink.models import Conversation, Message
from crm.pagelink.queries.restricted import readable
from crm.worksheets.models import Agency, ConversationTag, Tag, Worksheet, WorksheetMessage

Condition = ColumnElement[bool]
Mark = tuple[InstrumentedAttribute[Any], Sequence[str] | Select[tuple[int]]]
FEW = 2000


READER = bindparam("reader", type_=User.id.type)
NOW = bindparam("now", type_=UtcDateTime())
WAITED_SINCE = bindparam("waited_since", type_=UtcDateTime())


def conditions(view: InboxFilter, zone: tzinfo, *, to_all: bool) -> list[Condition]:
    """Everything that a conversation must be to stand in this view.

    Who reads and when are places to be filled by `asked`, so that a statement can be kept; only
    those whom everything is open `to_all` need one of their own.
    """
    return [
        readable(READER, to_all=to_all),
        *_waiting(view),
        *_assigned(view),
        *_on_page(view),
        *_tagged(view),
        *_in_case(view),
        *_on_days(view, zone),
    ]


def asked(view: InboxFilter, user: User, now: datetime) -> dict[str, object]:
    """What fills the places in the conditions of a view."""
    return {"reader": user.id, "now": now, "waited_since": now - (view.least_wait or timedelta())}


def _waiting(view: InboxFilter) -> list[Condition]:
    snoozed = and_(Conversation.snoozed_until.is_not(None), Conversation.snoozed_until > NOW)
    if view.show == "snoozed":
        return [snoozed]
    found: list[Condition] = []
    if view.show == "waiting":
        awake = or_(Conversation.snoozed_until.is_(None), Conversation.snoozed_until <= NOW)
        found += [Conversation.waiting_since.is_not(None), awake]
    if view.least_wait:
        found.append(Conversation.waiting_since <= WAITED_SINCE)
    return found


def _assigned(view: InboxFilter) -> list[Condition]:
    if view.assignee:
        return [Conversation.assignee_id == int(view.assignee)]
    if view.tab == "mine":
        return [Conversation.assignee_id == READER]
    return [Conversation.assignee_id.is_(None)] if view.tab == "unassigned" else []


def _on_page(view: InboxFilter) -> list[Condition]:
    found: list[Condition] = []
    if view.page:
        found.append(Conversation.page_id == int(view.page))
    if view.kind:
        found.append(Conversation.kind == view.kind)
    return found


def _tagged(view: InboxFilter) -> list[Condition]:
    standing = select(ConversationTag.conversation_id).where(ConversationTag.unset_at.is_(None))
    named = [select(Tag.id).where(Tag.slug == slug) for slug in (view.tag, view.stage) if slug]
    own_id = ConversationTag.conversation_id
    return [_is_among(view, own_id, standing, [(ConversationTag.tag_id, tag)]) for tag in named]


def _in_case(view: InboxFilter) -> list[Condition]:
    wanted: list[Mark] = []
    if view.district:
        wanted.append((Worksheet.district, [view.district]))
    if view.agency:
        office = int(view.agency)
        sections = select(Agency.id).where(or_(Agency.id == office, Agency.parent_id == office))
        wanted.append((Worksheet.agency_id, sections))
    if not wanted:
        return []
    talked = (
        select(Message.conversation_id)
        .join(WorksheetMessage, WorksheetMessage.message_id == Message.id)
        .join(Worksheet, Worksheet.id == WorksheetMessage.worksheet_id)
    )
    return [_is_among(view, Message.conversation_id, talked, wanted)]


def _is_among(
    view: InboxFilter,
    own_id: InstrumentedAttribute[int],
    rows: Select[tuple[int]],
    marks: Sequence[Mark],
) -> Condition:
    """Whether one of a conversation's rows bears all these marks, quick for few and for many.

    Those who wait are walked through in their order and each looked up; so is everything, if many
    fit, since fifty are soon found. Few are gathered first: they might all be old.
    """
    if view.show != "waiting":
        gathered = rows.where(*(column.in_(values) for column, values in marks))
        few = db.session.scalars(gathered.limit(FEW + 1)).all()
        if len(few) <= FEW:
            return Conversation.id.in_(few)
    # With a bare column SQLite would look up all rows of the tag for each conversation, and with
    # EXISTS PostgreSQL would gather them all first; the conversation's own rows are few.
    looked_up = rows.where(*(func.coalesce(column, null()).in_(values) for column, values in marks))
    one = looked_up.where(own_id == Conversation.id).correlate(Conversation).limit(1)
    return one.scalar_subquery().is_not(None)


def _on_days(view: InboxFilter, zone: tzinfo) -> list[Condition]:
    found: list[Condition] = []
    if view.since:
        found.append(Conversation.last_message_at >= _midnight(view.since, zone))
    if view.until:
        end = _midnight(view.until, zone) + timedelta(days=1)
        found.append(Conversation.last_message_at < end)
    return found


def _midnight(day: str, zone: tzinfo) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), tzinfo=zone)
