"""How a filter of the inbox becomes conditions on conversations."""

from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import ColumnElement, and_, exists, or_, select

from crm.auth.models import User
from crm.console.filters import InboxFilter
from crm.pagelink.models import Conversation, Message
from crm.worksheets.models import ConversationTag, Tag, Worksheet, WorksheetMessage

Condition = ColumnElement[bool]


def conditions(view: InboxFilter, user: User, now: datetime, zone: tzinfo) -> list[Condition]:
    """Everything that a conversation must be to stand in this view."""
    return [
        *_waiting(view, now),
        *_assigned(view, user),
        *_on_page(view),
        *_tagged(view),
        *_in_case(view),
        *_on_days(view, zone),
    ]


def _waiting(view: InboxFilter, now: datetime) -> list[Condition]:
    snoozed = and_(Conversation.snoozed_until.is_not(None), Conversation.snoozed_until > now)
    if view.show == "snoozed":
        return [snoozed]
    found: list[Condition] = []
    if view.show == "waiting":
        awake = or_(Conversation.snoozed_until.is_(None), Conversation.snoozed_until <= now)
        found += [Conversation.waiting_since.is_not(None), awake]
    if view.least_wait:
        found.append(Conversation.waiting_since <= now - view.least_wait)
    return found


def _assigned(view: InboxFilter, user: User) -> list[Condition]:
    if view.tab == "mine":
        return [Conversation.assignee_id == user.id]
    return [Conversation.assignee_id.is_(None)] if view.tab == "unassigned" else []


def _on_page(view: InboxFilter) -> list[Condition]:
    found: list[Condition] = []
    if view.page:
        found.append(Conversation.page_id == int(view.page))
    if view.kind:
        found.append(Conversation.kind == view.kind)
    return found


def _tagged(view: InboxFilter) -> list[Condition]:
    return [
        exists(
            select(ConversationTag.id)
            .join(Tag)
            .where(
                ConversationTag.conversation_id == Conversation.id,
                ConversationTag.unset_at.is_(None),
                Tag.slug == slug,
            )
        )
        for slug in (view.tag, view.stage)
        if slug
    ]


def _in_case(view: InboxFilter) -> list[Condition]:
    wanted: list[Condition] = []
    if view.district:
        wanted.append(Worksheet.district == view.district)
    if view.agency:
        wanted.append(Worksheet.agency_id == int(view.agency))
    if not wanted:
        return []
    return [
        exists(
            select(Worksheet.id)
            .join(WorksheetMessage)
            .join(Message, Message.id == WorksheetMessage.message_id)
            .where(Message.conversation_id == Conversation.id, *wanted)
        )
    ]


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
