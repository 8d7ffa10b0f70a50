"""What changes in reports: baselines typed in, reports kept, Page counters recorded."""

from datetime import date, datetime

from sqlalchemy.dialects import postgresql, sqlite

from crm.auth.models import User
from crm.db import db, is_sqlite
from crm.pagelink.models import Page
from crm.reports.figures.month import MonthReport
from crm.reports.models import Baseline, BaselineKind, PageCounter, ReportSnapshot


def add_baseline(
    kind: BaselineKind,
    value: float,
    *,
    observed_on: date,
    page: Page | None = None,
    note: str = "",
    by: User | None,
    now: datetime,
) -> Baseline:
    """Keep a figure that somebody read elsewhere; the newest observation of a kind counts."""
    baseline = Baseline(
        kpi=kind,
        value=value,
        observed_on=observed_on,
        page_id=page.id if page else None,
        note=note,
        recorded_at=now,
        recorded_by_id=by.id if by else None,
    )
    db.session.add(baseline)
    db.session.flush()
    return baseline


def keep(report: MonthReport, *, by: User | None, now: datetime) -> ReportSnapshot:
    """Keep a report exactly as it is given out now, whatever is counted later."""
    snapshot = ReportSnapshot(
        month=report.month,
        taken_at=now,
        taken_by_id=by.id if by else None,
        content=report.content(),
    )
    db.session.add(snapshot)
    db.session.flush()
    return snapshot


def count_page(page: Page, day: date, *, followers: int | None, likes: int | None) -> None:
    """Record a Page's counters of a day; a later reading of that day replaces them."""
    insert = (sqlite if is_sqlite() else postgresql).insert(PageCounter)
    counts = {"followers": followers, "likes": likes}
    db.session.execute(
        insert.values(page_id=page.id, day=day, **counts).on_conflict_do_update(
            index_elements=["page_id", "day"], set_=counts
        )
    )
