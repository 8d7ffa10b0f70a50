"""Figures of the people who wrote, and of those who were served."""

from typing import Any

from sqlalchemy import Select, literal, select

from crm.customers.models import Identity
from crm.errors import N_
from crm.pagelink.models import Direction, Message
from crm.reports.figures.figure import Count, Subject
from crm.reports.figures.messages import ANSWERED, counted
from crm.reports.figures.period import Period


def _wrote(period: Period) -> Select[Any]:
    return (
        select(Identity.customer_id.label("id"), literal("").label("part"))
        .join(Message, Message.identity_id == Identity.id)
        .where(*counted(period))
    )


def _served(period: Period) -> Select[Any]:
    return (
        select(Identity.customer_id.label("id"), literal("").label("part"))
        .join(Message, Message.identity_id == Identity.id)
        .where(
            Message.direction == Direction.IN,
            Message.answer_state.in_(ANSWERED),
            period.covers(Message.answered_at),
            period.on_page(Message.page_id),
        )
    )


PEOPLE_SERVED = Count(
    "people_served",
    N_("จำนวนผู้ใช้บริการ"),
    N_("ผู้ใช้บริการไม่นับซ้ำ ที่มีข้อความได้รับคำตอบในเดือนนี้ ไม่ว่าจะเขียนมาเดือนใด ไม่รวมผู้เขียนที่ไม่ทราบตัวตน"),
    Subject.CUSTOMERS,
    _served,
)
PEOPLE_WROTE = Count(
    "people_wrote",
    N_("ผู้ที่เขียนเข้ามา"),
    N_("ผู้ใช้บริการไม่นับซ้ำ ที่เขียนเข้ามาในเดือนนี้ ไม่รวมผู้เขียนที่ไม่ทราบตัวตน"),
    Subject.CUSTOMERS,
    _wrote,
)
