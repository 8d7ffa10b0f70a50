"""Reads for the report screens: which months there are, and which reports were kept."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload

from crm.db import db
from crm.errors import NotFound
from crm.pagelink.models import Message, Page
from crm.reports.figures.period import Period, previous_months
from crm.reports.models import ReportSnapshot

MOST_MONTHS = 60


def months(tz: tzinfo, *, now: datetime) -> list[Period]:
    """The months since the first message, newest first; this month in any case."""
    first = db.session.scalar(select(func.min(Message.created_at))) or now
    recent = previous_months(tz, now=now, count=MOST_MONTHS)
    return [period for period in recent if period.end > first] or recent[:1]


def kept_reports(month: str | None = None, limit: int = 50) -> Sequence[ReportSnapshot]:
    """The reports that were given out, newest first, without their contents."""
    statement = select(ReportSnapshot).options(
        defer(ReportSnapshot.content), joinedload(ReportSnapshot.taken_by)
    )
    if month is not None:
        statement = statement.where(ReportSnapshot.month == month)
    return db.session.scalars(statement.order_by(ReportSnapshot.id.desc()).limit(limit)).all()


def get_kept_report(snapshot_id: int) -> ReportSnapshot:
    """One report as it was given out; raises NotFound."""
    snapshot = db.session.get(ReportSnapshot, snapshot_id)
    if snapshot is None:
        raise NotFound
    return snapshot


def pages() -> Sequence[Page]:
    """Every Page, by name."""
    return db.session.scalars(select(Page).order_by(Page.name)).all()
