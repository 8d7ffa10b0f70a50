"""How long the staff's searches took, from the first letter to the end (KPI 4).

Two tasks are told apart by what was opened: a person (finding a user's name), or a post, a
conversation or a case (finding the history). Searches that were given up are counted apart.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from crm.db import db
from crm.errors import N_
from crm.pagelink.models import Page
from crm.reports.figures.figure import Count, Length, Subject
from crm.reports.figures.period import Period
from crm.reports.figures.sql import seconds_between
from crm.search.models import Ending, SearchTiming

FIRST_DAYS = timedelta(days=10)
BY_NAME = SearchTiming.opened_kind == "customer"
BY_POST = or_(SearchTiming.opened_kind.is_(None), SearchTiming.opened_kind != "customer")


def _in_first_days(period: Period) -> ColumnElement[bool]:
    """From going live for ten days, whichever month these lie in."""
    live = _live_since(period)
    return and_(SearchTiming.started_at >= live, SearchTiming.started_at < live + FIRST_DAYS)


def _afterwards(period: Period) -> ColumnElement[bool]:
    """From the tenth day on, within the month."""
    return and_(
        period.covers(SearchTiming.started_at),
        SearchTiming.started_at >= _live_since(period) + FIRST_DAYS,
    )


def _live_since(period: Period) -> datetime:
    """When the first Page, or the one asked for, went live."""
    live = db.session.scalar(select(func.min(Page.created_at)).where(period.on_page(Page.id)))
    return live or period.start


def _took(task: ColumnElement[bool], when: ColumnElement[bool]) -> Select[tuple[int, float]]:
    return select(
        SearchTiming.id,
        seconds_between(SearchTiming.started_at, SearchTiming.ended_at).label("seconds"),
    ).where(SearchTiming.ending.in_((Ending.OPENED, Ending.FOUND)), task, when)


def _given_up(period: Period) -> Select[tuple[int, str | None]]:
    return select(SearchTiming.id, SearchTiming.opened_kind.label("part")).where(
        SearchTiming.ending == Ending.GIVEN_UP, period.covers(SearchTiming.started_at)
    )


_MEANT = N_("ตั้งแต่พิมพ์อักษรตัวแรกจนเปิดรายการหรือกดว่าเจอแล้ว ไม่นับที่เลิกค้น")
NAME_FIRST = Length(
    "name_search_first_days",
    N_("เวลาค้นหาชื่อผู้ใช้ สิบวันแรก"),
    _MEANT,
    Subject.SEARCHES,
    lambda period: _took(BY_NAME, _in_first_days(period)),
)
NAME_AFTERWARDS = Length(
    "name_search",
    N_("เวลาค้นหาชื่อผู้ใช้ ตั้งแต่วันที่สิบ"),
    _MEANT,
    Subject.SEARCHES,
    lambda period: _took(BY_NAME, _afterwards(period)),
)
POST_FIRST = Length(
    "post_search_first_days",
    N_("เวลาค้นหาโพสต์และประวัติ สิบวันแรก"),
    _MEANT,
    Subject.SEARCHES,
    lambda period: _took(BY_POST, _in_first_days(period)),
)
POST_AFTERWARDS = Length(
    "post_search",
    N_("เวลาค้นหาโพสต์และประวัติ ตั้งแต่วันที่สิบ"),
    _MEANT,
    Subject.SEARCHES,
    lambda period: _took(BY_POST, _afterwards(period)),
)
GIVEN_UP = Count(
    "searches_given_up",
    N_("เลิกค้นโดยไม่เจอ"),
    N_("การค้นหาของเดือนนี้ที่ออกจากหน้าค้นหาโดยไม่ได้เปิดรายการและไม่ได้กดว่าเจอแล้ว"),
    Subject.SEARCHES,
    _given_up,
)
TIMES = (NAME_FIRST, NAME_AFTERWARDS, POST_FIRST, POST_AFTERWARDS)
