"""What the map does by itself: counting its squares."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from crm.db import db, transaction
from crm.jobs import JobRun
from crm.maps.queries import Month
from crm.maps.service import count_month
from crm.worksheets.models import Worksheet, WorksheetEvent

COUNTING = "count map squares"
# A case may be committed a little after the moment that it says it changed.
OVERLAP = timedelta(minutes=5)


def count_squares(timezone: ZoneInfo) -> dict[str, int]:
    """Count anew the months of the cases that changed since the last count, one at a time."""
    months = _changed_months(timezone)
    cases = 0
    for month in months:
        with transaction():
            cases += count_month(month)
    return {"months": len(months), "cases": cases} if months else {}


def _changed_months(timezone: ZoneInfo) -> list[Month]:
    opened = select(Worksheet.opened_at).distinct()
    if since := _last_count():
        changed = select(WorksheetEvent.worksheet_id).where(WorksheetEvent.at > since - OVERLAP)
        opened = opened.where(Worksheet.id.in_(changed))
    days = {when.astimezone(timezone) for when in db.session.scalars(opened)}
    found = {(day.year, day.month) for day in days}
    return [Month(year, number, timezone) for year, number in sorted(found)]


def _last_count() -> datetime | None:
    return db.session.scalar(
        select(func.max(JobRun.started_at)).where(JobRun.name == COUNTING, JobRun.error.is_(None))
    )
