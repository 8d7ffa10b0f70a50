"""Counts and measures what a figure's query selects."""

from dataclasses import dataclass

from sqlalchemy import func, select

from crm.db import db
from crm.pagelink.models import Message
from crm.reports.figures.figure import Count, Length
from crm.reports.figures.messages import MESSAGES_IN
from crm.reports.figures.period import Period
from crm.reports.figures.sql import local_day, share_below


@dataclass(frozen=True)
class Spread:
    """Of how many, and their mean, median and 90th percentile in seconds; None where n is 0."""

    n: int
    mean: float | None
    median: float | None
    p90: float | None


def total(figure: Count, period: Period) -> int:
    """How many different things the figure counts."""
    behind = figure.behind(period).subquery()
    return db.session.scalar(select(func.count(behind.c.id.distinct()))) or 0


def by_part(figure: Count, period: Period) -> dict[str, int]:
    """How many different things fall into each part, the largest first."""
    behind = figure.behind(period).subquery()
    number = func.count(behind.c.id.distinct())
    rows = db.session.execute(
        select(behind.c.part, number).group_by(behind.c.part).order_by(number.desc(), behind.c.part)
    )
    return dict(rows.tuples().all())


def spread(figure: Length, period: Period) -> Spread:
    """How the lengths of time are spread."""
    behind = figure.behind(period).subquery()
    seconds = behind.c.seconds
    row = db.session.execute(
        select(
            func.count(seconds),
            func.avg(seconds),
            share_below(seconds, 0.5),
            share_below(seconds, 0.9),
        )
    ).one()
    return Spread(*row)


def messages_by_day(period: Period) -> dict[str, int]:
    """The messages that came in on each day of the month; days without any are left out."""
    behind = MESSAGES_IN.behind(period).subquery()
    offset = int(period.start.astimezone(period.tz).utcoffset().total_seconds())  # type: ignore[union-attr]
    day = local_day(Message.created_at, offset).label("day")
    rows = db.session.execute(
        select(day, func.count()).where(Message.id.in_(select(behind.c.id))).group_by(day)
    )
    return dict(rows.tuples().all())
