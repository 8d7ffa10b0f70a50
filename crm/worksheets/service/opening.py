"""Open a worksheet, from a conversation or from another door."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from crm.auth.models import User
from crm.customers.models import Customer
from crm.db import db
from crm.pagelink import service as pagelink
from crm.pagelink.models import AnswerState, Conversation, Direction, Message
from crm.worksheets import events, numbers, queries
from crm.worksheets.models import Source, Stage, Tag, Worksheet, WorksheetMessage
from crm.worksheets.service.history import keep_closed, record
from crm.worksheets.service.stages import take_off_stage, wear_stage
from crm.worksheets.service.tags import set_tag

ANSWERED = (AnswerState.ANSWERED, AnswerState.ANSWERED_ELSEWHERE)


def open_worksheet(
    conversation: Conversation,
    *,
    messages: Sequence[Message] | None = None,
    category: Tag | None = None,
    topics: Sequence[Tag] = (),
    title: str = "",
    urgent: bool = False,
    by: User | None,
    now: datetime,
) -> Worksheet:
    """Open a case on a conversation, at the stage รับเรื่อง, with a number of its own.

    Without `messages` it takes what the citizen who waits there said that is on no case yet, or
    else all that this one said. The category and the topics become tags of the conversation too.
    """
    told = list(messages) if messages is not None else _messages_for(conversation)
    sheet = _new_sheet(Source.PAGE, category, topics, by=by, now=now)
    sheet.title = title.strip()
    sheet.urgent = urgent
    sheet.page_id = conversation.page_id
    sheet.customer_id = _reporter_of(told)
    sheet.assignee_id = conversation.assignee_id
    sheet.name_withheld = queries.is_name_withheld(conversation)
    _put_on_case(sheet, told)
    _tag_conversation(conversation, sheet, by=by, now=now)
    keep_closed(sheet, by=by, now=now)
    record(sheet, "opened", by=by, now=now, new=sheet.number)
    wear_stage(sheet, by=by, now=now)
    events.worksheet_opened.send(sheet, now=now)
    return sheet


def open_elsewhere(
    source: Source,
    *,
    category: Tag | None = None,
    topics: Sequence[Tag] = (),
    title: str = "",
    customer: Customer | None = None,
    by: User | None,
    now: datetime,
) -> Worksheet:
    """Open a case that came by telephone, letter, web form or in person."""
    sheet = _new_sheet(source, category, topics, by=by, now=now)
    sheet.title = title.strip()
    sheet.customer_id = customer.id if customer else None
    record(sheet, "opened", by=by, now=now, new=sheet.number)
    events.worksheet_opened.send(sheet, now=now)
    return sheet


def add_messages(
    sheet: Worksheet, messages: Sequence[Message], *, by: User | None, now: datetime
) -> None:
    """Put more messages on a case; their authors are told its result too."""
    _put_on_case(sheet, messages)
    keep_closed(sheet, by=by, now=now)
    record(sheet, "messages_added", by=by, now=now, new=len(messages))
    wear_stage(queries.lead_of(sheet), by=by, now=now)


def take_off_message(sheet: Worksheet, message: Message, *, by: User | None, now: datetime) -> None:
    """Take a message off a case on which it was put by mistake; its conversation wears it no more.

    The case keeps the moment of its first answer: whether that was to this message isn't known.
    """
    take_off_stage(sheet, by=by, now=now)
    link = db.session.get(WorksheetMessage, (sheet.id, message.id))
    if link:
        db.session.delete(link)
        db.session.flush()
    pagelink.touch(message.conversation, now)
    record(sheet, "message_taken_off", by=by, now=now, old=message.id)
    wear_stage(queries.lead_of(sheet), by=by, now=now)


def _put_on_case(sheet: Worksheet, messages: Sequence[Message]) -> None:
    known = set(
        db.session.scalars(
            select(WorksheetMessage.message_id).where(WorksheetMessage.worksheet_id == sheet.id)
        )
    )
    for message in messages:
        if message.id not in known:
            db.session.add(WorksheetMessage(worksheet_id=sheet.id, message_id=message.id))
    answered = [m.answered_at for m in messages if m.answered_at and m.answer_state in ANSWERED]
    earlier = [*answered, *([sheet.first_answered_at] if sheet.first_answered_at else [])]
    sheet.first_answered_at = min(earlier, default=None)
    db.session.flush()


def _new_sheet(
    source: Source, category: Tag | None, topics: Sequence[Tag], *, by: User | None, now: datetime
) -> Worksheet:
    year = numbers.year_of(now)
    sheet = Worksheet(
        number=numbers.make_worksheet_number(year, numbers.draw("worksheet", year)),
        source=source,
        stage=Stage.RECEIVED,
        category=category,
        topics=list(topics),
        restricted=any(topic.restricted for topic in topics),
        opened_at=now,
        opened_by_id=by.id if by else None,
    )
    db.session.add(sheet)
    db.session.flush()
    return sheet


def _messages_for(conversation: Conversation) -> list[Message]:
    """What one citizen said: who wrote the newest open message, else who wrote last.

    Others who speak in the same thread are not on the case, and are told nothing of it, unless
    somebody puts their messages there. Of an author without a name only that message is taken.
    """
    inbound = select(Message).where(
        Message.conversation_id == conversation.id,
        Message.direction == Direction.IN,
        Message.deleted_at.is_(None),
    )
    on_a_case = exists().where(WorksheetMessage.message_id == Message.id)
    is_open = Message.answer_state == AnswerState.OPEN
    newest_first = (on_a_case, is_open.desc(), Message.created_at.desc(), Message.id.desc())
    newest = db.session.scalar(inbound.order_by(*newest_first).limit(1))
    if newest is None:
        return []
    by_author = inbound.where(
        Message.id == newest.id
        if newest.identity_id is None
        else Message.identity_id == newest.identity_id
    ).order_by(Message.created_at, Message.id)
    fresh = list(db.session.scalars(by_author.where(~on_a_case)))
    return fresh or list(db.session.scalars(by_author))


def _reporter_of(messages: Sequence[Message]) -> int | None:
    return next((m.identity.customer_id for m in messages if m.identity), None)


def _tag_conversation(
    conversation: Conversation, sheet: Worksheet, *, by: User | None, now: datetime
) -> None:
    category = [sheet.category] if sheet.category else []
    urgent = [queries.get_tag("urgent")] if sheet.urgent else []
    for tag in [*category, *sheet.topics, *urgent]:
        set_tag(conversation, tag, by=by, now=now)
