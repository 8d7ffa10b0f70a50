"""The month that figures are asked for: where it begins and ends, and for which Page."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, and_, true
from sqlalchemy.orm import InstrumentedAttribute

from crm import thai
from crm.errors import N_, CrmError


class NoSuchMonth(CrmError):
    """What was typed isn't a month."""

    status = 404
    sentence = N_("ไม่มีเดือน “%(month)s” กรุณาระบุปีและเดือน เช่น 2026-10 หรือ 2569-10")


class MonthNotBegun(CrmError):
    """A month of the future has no figures."""

    status = 404
    sentence = N_("เดือน %(month)s ยังมาไม่ถึง จึงยังไม่มีตัวเลข")


@dataclass(frozen=True)
class Period:
    """A month from its first moment to the first moment of the next, perhaps of one Page."""

    month: str
    start: datetime
    end: datetime
    tz: tzinfo
    page_id: int | None = None

    @property
    def first_day(self) -> date:
        """The first day, by the installation's clock."""
        return self.start.astimezone(self.tz).date()

    @property
    def last_day(self) -> date:
        """The last day, by the installation's clock."""
        return self.end.astimezone(self.tz).date() - timedelta(days=1)

    def covers(self, column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
        """The condition that a moment lies within the month."""
        return and_(column >= self.start, column < self.end)

    def on_page(self, column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
        """The condition that something belongs to the Page asked for, if one is."""
        return true() if self.page_id is None else column == self.page_id


def parse(month: str, tz: tzinfo, *, now: datetime, page_id: int | None = None) -> Period:
    """Read `2026-10` or `2569-10`; raises NoSuchMonth and MonthNotBegun."""
    try:
        year, number = thai.parse_month(month)
    except ValueError as error:
        raise NoSuchMonth(month=month) from error
    period = _of(year, number, tz, page_id)
    if period.start > now:
        raise MonthNotBegun(month=thai.month_title(period.month))
    return period


def previous_months(tz: tzinfo, *, now: datetime, count: int) -> list[Period]:
    """The month of `now` and those before it, newest first."""
    today = now.astimezone(tz).date()
    first = today.year * 12 + today.month - 1
    return [_of(month // 12, month % 12 + 1, tz, None) for month in range(first, first - count, -1)]


def fiscal_year_start(period: Period) -> datetime:
    """The first moment of the Thai fiscal year (from 1 October) that the month belongs to."""
    year = thai.fiscal_year(period.first_day) - thai.buddhist_year(0) - 1
    return _midnight(date(year, 10, 1), period.tz)


def _of(year: int, number: int, tz: tzinfo, page_id: int | None) -> Period:
    following = date(year + number // 12, number % 12 + 1, 1)
    return Period(
        month=f"{year:04}-{number:02}",
        start=_midnight(date(year, number, 1), tz),
        end=_midnight(following, tz),
        tz=tz,
        page_id=page_id,
    )


def _midnight(day: date, tz: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=tz).astimezone(UTC)
