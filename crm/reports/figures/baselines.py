"""Reads of what was typed in: the figures from before, and counts from other systems."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, or_, select

from crm.db import db
from crm.pagelink.models import Page
from crm.reports.figures.period import Period
from crm.reports.models import Baseline, BaselineKind, PageCounter


def all_baselines() -> Sequence[Baseline]:
    """Everything typed in, newest observation first."""
    return db.session.scalars(
        select(Baseline).order_by(Baseline.observed_on.desc(), Baseline.id.desc())
    ).all()


def newest(kind: BaselineKind, period: Period) -> float | None:
    """The newest figure of a kind for the Page asked for, or for the whole installation."""
    return db.session.scalar(
        select(Baseline.value)
        .where(
            Baseline.kpi == kind,
            or_(Baseline.page_id.is_(None), Baseline.page_id == period.page_id),
        )
        .order_by(Baseline.page_id.is_(None), Baseline.observed_on.desc(), Baseline.id.desc())
        .limit(1)
    )


def slow_replies_typed_in(period: Period) -> float:
    """Complaints about slow answers that other systems counted within the month."""
    return (
        db.session.scalar(
            select(func.sum(Baseline.value)).where(
                Baseline.kpi == BaselineKind.SLOW_REPLIES,
                Baseline.observed_on >= period.first_day,
                Baseline.observed_on <= period.last_day,
                period.on_page(Baseline.page_id),
            )
        )
        or 0
    )


def followers_before(period: Period) -> float | None:
    """Followers when the Pages went live: typed in, else the first count; None if one lacks."""
    pages = db.session.scalars(select(Page).where(period.on_page(Page.id))).all()
    values = [_typed_followers(page) or _first_count(page, period) for page in pages]
    known = [value for value in values if value is not None]
    return float(sum(known)) if known and len(known) == len(values) else None


def _typed_followers(page: Page) -> float | None:
    return db.session.scalar(
        select(Baseline.value)
        .where(Baseline.kpi == BaselineKind.FOLLOWERS, Baseline.page_id == page.id)
        .order_by(Baseline.observed_on.desc(), Baseline.id.desc())
        .limit(1)
    )


def _first_count(page: Page, period: Period) -> int | None:
    live = page.answering_since.astimezone(period.tz).date()
    return db.session.scalar(
        select(PageCounter.followers)
        .where(
            PageCounter.page_id == page.id,
            PageCounter.followers.is_not(None),
            PageCounter.day >= live,
            PageCounter.day <= live + timedelta(days=31),
        )
        .order_by(PageCounter.day)
        .limit(1)
    )
