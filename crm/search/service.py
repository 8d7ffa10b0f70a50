"""What is kept of a search: its timing, and what was opened from it (KPI 4)."""

from datetime import datetime, timedelta

from crm.auth.models import User
from crm.db import db
from crm.search.models import SearchTiming

SAME_SEARCH = timedelta(minutes=10)


def record_search(
    *, by: User, hits: int, milliseconds: float, now: datetime, timing_id: int | None = None
) -> SearchTiming:
    """Keep how long a search took; typing on in the same box continues the same timing.

    `started_at` stays the time of the first letter.
    """
    timing = _same_search(timing_id, by, now) or SearchTiming(user_id=by.id, started_at=now)
    timing.milliseconds, timing.hits = milliseconds, hits
    db.session.add(timing)
    db.session.flush()
    return timing


def record_opened(timing_id: int, kind: str, opened_id: str, *, by: User, now: datetime) -> None:
    """Keep what was opened from one's own search, the first time."""
    timing = db.session.get(SearchTiming, timing_id)
    if timing is None or timing.user_id != by.id or timing.opened_at is not None:
        return
    timing.opened_at, timing.opened_kind, timing.opened_id = now, kind, opened_id


def _same_search(timing_id: int | None, by: User, now: datetime) -> SearchTiming | None:
    timing = db.session.get(SearchTiming, timing_id) if timing_id is not None else None
    if timing is None or timing.user_id != by.id or timing.opened_at is not None:
        return None
    return timing if now - timing.started_at < SAME_SEARCH else None
