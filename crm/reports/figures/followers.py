"""Followers of each Page at the beginning and the end of the month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, select

from crm.db import db
from crm.pagelink.models import Page
from crm.reports.figures.period import Period
from crm.reports.models import PageCounter

OLDEST_START = timedelta(days=31)


@dataclass(frozen=True)
class Followers:
    """One Page's followers, or the sum of all Pages; None where a count is missing."""

    page: str
    start: int | None
    end: int | None

    @property
    def change(self) -> int | None:
        """How many were gained or lost; None unless both counts are known."""
        return None if self.start is None or self.end is None else self.end - self.start


def followers(period: Period) -> list[Followers]:
    """One line a Page. At the start: the newest count of the first day or of the 31 days before.

    At the end: the newest count within the month after the first day.
    """
    counts: dict[int, list[PageCounter]] = {}
    for counter in counters(period):
        counts.setdefault(counter.page_id, []).append(counter)
    pages = select(Page).where(period.on_page(Page.id)).order_by(Page.name)
    return [_of(page, counts.get(page.id, []), period) for page in db.session.scalars(pages)]


def counters(period: Period) -> Sequence[PageCounter]:
    """The daily counts that the month's figures rest on, oldest first."""
    return db.session.scalars(_counters(period)).all()


def total(lines: list[Followers]) -> Followers:
    """The sum over all Pages; missing as soon as one Page's count is missing."""
    return Followers("", _sum([line.start for line in lines]), _sum([line.end for line in lines]))


def _counters(period: Period) -> Select[tuple[PageCounter]]:
    return (
        select(PageCounter)
        .where(
            period.on_page(PageCounter.page_id),
            PageCounter.followers.is_not(None),
            PageCounter.day >= period.first_day - OLDEST_START,
            PageCounter.day <= period.last_day,
        )
        .order_by(PageCounter.day, PageCounter.page_id)
    )


def _of(page: Page, counts: list[PageCounter], period: Period) -> Followers:
    return Followers(
        page.name,
        _newest(counts, date.min, period.first_day),
        _newest(counts, period.first_day + timedelta(days=1), period.last_day),
    )


def _newest(counts: list[PageCounter], since: date, until: date) -> int | None:
    within = [each.followers for each in counts if since <= each.day <= until]
    return within[-1] if within else None


def _sum(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None
