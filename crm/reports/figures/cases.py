"""Figures of worksheets: opened, filed, told, closed, reopened, by district, and how long."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select

from crm.errors import N_
from crm.pagelink.models import Message
from crm.reports.figures.figure import Count, Length, Subject
from crm.reports.figures.period import Period, fiscal_year_start
from crm.reports.figures.sql import seconds_between
from crm.reports.figures.words import OUTCOMES, SOURCES
from crm.worksheets.models import (
    Source,
    Tag,
    Worksheet,
    WorksheetEvent,
    WorksheetMessage,
    WorksheetTopic,
)

REOPENED = "reopened"


def _cases(part: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Select[Any]:
    shown = func.coalesce(part, "").label("part")
    return select(Worksheet.id.label("id"), shown).where(*conditions)


def _page(period: Period) -> ColumnElement[bool]:
    return period.on_page(Worksheet.page_id)


def _opened(period: Period) -> Select[Any]:
    return _cases(Worksheet.source.expression, period.covers(Worksheet.opened_at), _page(period))


def _filed(period: Period) -> Select[Any]:
    return _cases(Worksheet.source.expression, period.covers(Worksheet.filed_at), _page(period))


def _result_told(period: Period) -> Select[Any]:
    return _cases(literal(""), period.covers(Worksheet.result_sent_at), _page(period))


def _closed(period: Period) -> Select[Any]:
    return _cases(Worksheet.outcome.expression, period.covers(Worksheet.closed_at), _page(period))


def _reopened(period: Period) -> Select[Any]:
    events = select(WorksheetEvent.worksheet_id).where(
        WorksheetEvent.kind == REOPENED, period.covers(WorksheetEvent.at)
    )
    return _cases(literal(""), Worksheet.id.in_(events), _page(period))


def _by_district(period: Period) -> Select[Any]:
    return _cases(Worksheet.district.expression, period.covers(Worksheet.opened_at), _page(period))


def _number_time(period: Period) -> Select[Any]:
    waited = seconds_between(_first_heard(), Worksheet.number_sent_at)
    return select(Worksheet.id.label("id"), waited.label("seconds")).where(
        period.covers(Worksheet.number_sent_at), _page(period)
    )


def _result_time(period: Period) -> Select[Any]:
    waited = seconds_between(_first_heard(), Worksheet.result_sent_at)
    return select(Worksheet.id.label("id"), waited.label("seconds")).where(
        period.covers(Worksheet.result_sent_at), _page(period)
    )


def _filed_this_year(period: Period) -> Select[Any]:
    return _cases(
        literal(""),
        Worksheet.source == Source.PAGE,
        Worksheet.filed_at >= fiscal_year_start(period),
        Worksheet.filed_at < period.end,
        _page(period),
    )


def _on_topic(period: Period, slug: str) -> Select[Any]:
    about = (
        select(WorksheetTopic.worksheet_id)
        .join(Tag, Tag.id == WorksheetTopic.tag_id)
        .where(Tag.slug == slug)
    )
    opened = period.covers(Worksheet.opened_at)
    return _cases(literal(""), Worksheet.id.in_(about), opened, _page(period))


def _first_heard() -> ColumnElement[Any]:
    """When the citizen first wrote of the case; for a case without a message, its opening."""
    first = (
        select(func.min(Message.created_at))
        .join(WorksheetMessage, WorksheetMessage.message_id == Message.id)
        .where(WorksheetMessage.worksheet_id == Worksheet.id)
        .correlate(Worksheet)
        .scalar_subquery()
    )
    return func.coalesce(first, Worksheet.opened_at)


OPENED = Count(
    "opened",
    N_("ใบงานที่เปิด"),
    N_("ใบงานที่เปิดในเดือนนี้ แยกตามที่มา"),
    Subject.WORKSHEETS,
    _opened,
    SOURCES,
)
FILED = Count(
    "filed",
    N_("บันทึกลงระบบ MIS"),
    N_("ใบงานที่บันทึกลงระบบ MIS ในเดือนนี้ ไม่ว่าจะเปิดเดือนใด"),
    Subject.WORKSHEETS,
    _filed,
    SOURCES,
)
RESULT_TOLD = Count(
    "result_told",
    N_("แจ้งผลแล้ว"),
    N_("ใบงานที่แจ้งผลการดำเนินการให้ผู้แจ้งทราบในเดือนนี้ ทั้งทางเพจ ทางโทรศัพท์ และช่องทางอื่น"),
    Subject.WORKSHEETS,
    _result_told,
)
CLOSED = Count(
    "closed",
    N_("ใบงานที่ยุติเรื่อง"),
    N_("ใบงานที่ยุติเรื่องในเดือนนี้และยังไม่ได้เปิดเรื่องต่อ แยกตามผล"),
    Subject.WORKSHEETS,
    _closed,
    OUTCOMES,
)
REOPENED_COUNT = Count(
    "reopened",
    N_("ใบงานที่เปิดเรื่องต่อ"),
    N_("ใบงานที่เจ้าหน้าที่หรือผู้แจ้งเปิดเรื่องต่อในเดือนนี้ ใบงานหนึ่งนับครั้งเดียว"),
    Subject.WORKSHEETS,
    _reopened,
)
DISTRICTS = Count(
    "districts",
    N_("ใบงานตามพื้นที่"),
    N_("ใบงานที่เปิดในเดือนนี้ แยกตามพื้นที่ที่เกิดเหตุ"),
    Subject.WORKSHEETS,
    _by_district,
    {},
)
FILED_YEAR = Count(
    "filed_year",
    N_("บันทึกลงระบบ MIS ตั้งแต่ต้นปีงบประมาณ"),
    N_("ใบงานจากเพจที่บันทึกลงระบบ MIS ตั้งแต่ 1 ตุลาคม ถึงสิ้นเดือนนี้"),
    Subject.WORKSHEETS,
    _filed_this_year,
)
SLOW_REPLIES = Count(
    "slow_replies",
    N_("ร้องเรียนว่าเพจตอบล่าช้า"),
    N_("ใบงานหมวดเพจตอบล่าช้าที่เปิดในเดือนนี้ จากทุกช่องทาง"),
    Subject.WORKSHEETS,
    lambda period: _on_topic(period, "slow_reply"),
)
LEAKS = Count(
    "privacy_leaks",
    N_("ร้องเรียนว่าข้อมูลส่วนบุคคลรั่วไหล"),
    N_("ใบงานหมวดข้อมูลส่วนบุคคลรั่วไหลที่เปิดในเดือนนี้ จากทุกช่องทาง"),
    Subject.WORKSHEETS,
    lambda period: _on_topic(period, "privacy_leak"),
)
NUMBER_TIME = Length(
    "number_sent",
    N_("เวลาแจ้งเลขที่รับแจ้ง"),
    N_("ตามเวลาจริง ตั้งแต่ผู้แจ้งเขียนครั้งแรกจนส่งเลขที่รับแจ้งให้ นับใบงานที่ส่งเลขในเดือนนี้"),
    Subject.WORKSHEETS,
    _number_time,
)
RESULT_TIME = Length(
    "result_time",
    N_("เวลาแจ้งผล"),
    N_("ตามเวลาจริง ตั้งแต่ผู้แจ้งเขียนครั้งแรกจนแจ้งผลการดำเนินการ นับใบงานที่แจ้งผลในเดือนนี้"),
    Subject.WORKSHEETS,
    _result_time,
)
