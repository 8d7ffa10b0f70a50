"""Figures of what citizens wrote: how much came in, what was answered and how fast."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from crm.errors import N_
from crm.pagelink.ledger import BEFORE_START
from crm.pagelink.models import AnswerState, Direction, Message
from crm.reports.figures.figure import Count, Length, Subject
from crm.reports.figures.period import Period
from crm.reports.figures.sql import seconds_between
from crm.reports.figures.words import ANSWER_STATES, KINDS, REASONS

ANSWERED = (AnswerState.ANSWERED, AnswerState.ANSWERED_ELSEWHERE)


def counted(period: Period) -> tuple[ColumnElement[bool], ...]:
    """The month's messages by citizens that the KPIs count: not those from before the start."""
    return (
        Message.direction == Direction.IN,
        Message.answer_state.is_not(None),
        or_(
            Message.answer_state != AnswerState.NEEDS_NONE,
            func.coalesce(Message.answer_reason, "") != BEFORE_START,
        ),
        period.covers(Message.created_at),
        period.on_page(Message.page_id),
    )


def _came_in(period: Period) -> Select[Any]:
    return select(Message.id.label("id"), Message.kind.label("part")).where(*counted(period))


def _answered(period: Period) -> Select[Any]:
    return select(Message.id.label("id"), Message.answer_state.label("part")).where(
        *counted(period), Message.answer_state.in_(ANSWERED)
    )


def _open(period: Period) -> Select[Any]:
    return select(Message.id.label("id"), Message.kind.label("part")).where(
        *counted(period), Message.answer_state == AnswerState.OPEN
    )


def _without_answer(period: Period, state: AnswerState) -> Select[Any]:
    reason = func.coalesce(Message.answer_reason, "")
    return select(Message.id.label("id"), reason.label("part")).where(
        *counted(period), Message.answer_state == state
    )


def _first_response(period: Period) -> Select[Any]:
    waited = seconds_between(Message.created_at, Message.answered_at)
    return select(Message.id.label("id"), waited.label("seconds")).where(
        *counted(period), Message.answer_state.in_(ANSWERED), Message.answered_at.is_not(None)
    )


MESSAGES_IN = Count(
    "messages_in",
    N_("ข้อความเข้าทั้งหมด"),
    N_("ความคิดเห็น โพสต์จากผู้เยี่ยมชม และข้อความส่วนตัวที่ประชาชนเขียนในเดือนนี้ ไม่นับที่เขียนก่อนวันเริ่มใช้งานเพจ"),
    Subject.MESSAGES,
    _came_in,
    KINDS,
)
ANSWERED_COUNT = Count(
    "answered",
    N_("ตอบแล้ว"),
    N_("ข้อความเข้าของเดือนนี้ที่ได้รับคำตอบแล้ว ทั้งจากระบบนี้และที่ตอบนอกระบบ"),
    Subject.MESSAGES,
    _answered,
    ANSWER_STATES,
)
OPEN = Count(
    "open",
    N_("รอตอบ"),
    N_("ข้อความเข้าของเดือนนี้ที่ยังไม่มีคำตอบในขณะออกรายงาน"),
    Subject.MESSAGES,
    _open,
    KINDS,
)
NEEDS_NONE = Count(
    "needs_none",
    N_("ไม่ต้องตอบ (มีเหตุผล)"),
    N_("ข้อความเข้าของเดือนนี้ที่ผู้ดูแลเพจบันทึกเหตุผลว่าไม่ต้องตอบ แสดงแยกไว้ ไม่นับเป็นตอบแล้ว"),
    Subject.MESSAGES,
    lambda period: _without_answer(period, AnswerState.NEEDS_NONE),
    REASONS,
)
IMPOSSIBLE = Count(
    "impossible",
    N_("ตอบไม่ได้"),
    N_("ข้อความเข้าของเดือนนี้ที่ไม่มีทางตอบได้ พร้อมเหตุผล"),
    Subject.MESSAGES,
    lambda period: _without_answer(period, AnswerState.IMPOSSIBLE),
    {},
)
FIRST_RESPONSE = Length(
    "first_response",
    N_("เวลาตอบครั้งแรก"),
    N_("ตามเวลาจริง ตั้งแต่ประชาชนเขียนจนถึงคำตอบแรกของข้อความนั้น นับเฉพาะข้อความเข้าของเดือนนี้ที่ตอบแล้ว"),
    Subject.MESSAGES,
    _first_response,
)
