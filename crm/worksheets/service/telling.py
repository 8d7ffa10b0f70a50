"""Tell citizens their number and the result, over the outbox or otherwise."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, or_, select, update

from crm.auth.models import User
from crm.db import db, one_of
from crm.errors import N_, CrmError
from crm.pagelink.models import Direction, Message, Reply, ReplyAnswer
from crm.worksheets import queries
from crm.worksheets.models import (
    ReplyPurpose,
    Stage,
    ToldHow,
    Worksheet,
    WorksheetMessage,
    WorksheetReply,
)
from crm.worksheets.service.history import record
from crm.worksheets.service.stages import advance

WRITTEN_IN = select(Message.conversation_id).where(
    one_of(Message.id, bindparam("messages")), Message.direction == Direction.OUT
)
FIRST_ANSWERS = (
    select(WorksheetMessage.worksheet_id, func.min(Message.answered_at))
    .join(Message, Message.id == WorksheetMessage.message_id)
    .where(
        one_of(Message.conversation_id, bindparam("conversations")),
        Message.answered_at.is_not(None),
    )
    .group_by(WorksheetMessage.worksheet_id)
)


class NoNumberYet(CrmError):
    """There is no number to tell."""

    sentence = N_("เรื่องนี้ยังไม่มีเลขที่รับแจ้ง กรุณาบันทึกลงระบบหรือออกเลขก่อน")


class ResultMissing(CrmError):
    """There is no result to tell."""

    sentence = N_("กรุณากรอกผลการดำเนินการก่อนแจ้งผล")


def send_number(sheet: Worksheet, *, reply: Reply, by: User | None, now: datetime) -> None:
    """Note that this queued reply tells the number; the stage is ออกเลขแล้ว from now on."""
    if not sheet.case_number:
        raise NoNumberYet
    _bind(sheet, reply, ReplyPurpose.NUMBER)
    record(sheet, "number_queued", by=by, now=now, new=reply.id)
    advance(queries.lead_of(sheet), Stage.NUMBER_ISSUED, by=by, now=now)


def send_result(
    sheet: Worksheet, *, reply: Reply, result: str = "", by: User | None, now: datetime
) -> None:
    """Note that this queued reply tells the result; the stage changes once it is really sent."""
    sheet.result = result.strip() or sheet.result
    _bind(sheet, reply, ReplyPurpose.RESULT)
    record(sheet, "result_queued", by=by, now=now, new=reply.id)


def bind_reply(sheet: Worksheet, *, reply: Reply) -> None:
    """Note that this queued reply is about the case (a question, an interim progress)."""
    _bind(sheet, reply, ReplyPurpose.OTHER)


def tell_otherwise(
    sheet: Worksheet,
    *,
    how: ToldHow | str,
    result: str = "",
    note: str = "",
    by: User,
    now: datetime,
) -> None:
    """Note that a person told the result by telephone or in another way: who, when and how."""
    sheet.result = result.strip() or sheet.result
    if not sheet.result:
        raise ResultMissing
    record(sheet, "told_otherwise", by=by, now=now, new=ToldHow(how), note=note)
    _result_is_told(sheet, ToldHow(how), by=by, now=now)


def note_sent(reply: Reply, *, now: datetime) -> None:
    """Keep the times that a reply's arrival sets, for the cases that it concerns."""
    sent_at = reply.sent_at or now
    _note_first_answer(reply, sent_at)
    binding = db.session.get(WorksheetReply, reply.id)
    if binding is None:
        return
    sheet = db.session.get_one(Worksheet, binding.worksheet_id)
    if binding.purpose == ReplyPurpose.NUMBER and sheet.number_sent_at is None:
        sheet.number_sent_at = sent_at
        record(sheet, "number_sent", by=reply.written_by, now=now, new=reply.id)
    if binding.purpose == ReplyPurpose.RESULT:
        record(sheet, "result_sent", by=reply.written_by, now=now, new=reply.id)
        _result_is_told(sheet, ToldHow.PAGE, by=reply.written_by, now=sent_at)


def note_answered(messages: Sequence[int]) -> None:
    """Keep the first answer's time where the Page answered outside the console.

    `messages` are what was just stored; only cases in a conversation that the Page wrote in are
    looked at, and the time is the ledger's.
    """
    conversations = list(db.session.scalars(WRITTEN_IN, {"messages": messages}))
    if not conversations:
        return
    told = db.session.execute(FIRST_ANSWERS, {"conversations": conversations})
    for worksheet_id, answered_at in told.all():
        _answered_at(Worksheet.id == worksheet_id, answered_at)


def _bind(sheet: Worksheet, reply: Reply, purpose: ReplyPurpose) -> None:
    db.session.add(WorksheetReply(reply_id=reply.id, worksheet_id=sheet.id, purpose=purpose))
    db.session.flush()


def _result_is_told(sheet: Worksheet, how: ToldHow, *, by: User | None, now: datetime) -> None:
    """The first telling of a round counts; a reopening begins a new round."""
    is_duplicate = sheet.duplicate_of_id is not None
    if sheet.stage != Stage.RESULT_TOLD and not (is_duplicate and sheet.result_sent_at):
        sheet.result_sent_at, sheet.told_how = now, how
    if not is_duplicate:
        advance(sheet, Stage.RESULT_TOLD, by=by, now=now)


def _note_first_answer(reply: Reply, at: datetime) -> None:
    answered = select(ReplyAnswer.message_id).where(ReplyAnswer.reply_id == reply.id)
    on_case = select(WorksheetMessage.worksheet_id).where(
        or_(
            WorksheetMessage.message_id == reply.target_message_id,
            WorksheetMessage.message_id.in_(answered),
        )
    )
    _answered_at(Worksheet.id.in_(on_case), at)


def _answered_at(which: ColumnElement[bool], at: datetime) -> None:
    db.session.execute(
        update(Worksheet)
        .where(which, Worksheet.first_answered_at.is_(None))
        .values(first_answered_at=at)
    )
