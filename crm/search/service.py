"""What is kept of a search: its timing, and what was opened from it (KPI 4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from crm.auth.models import User
from crm.db import db
from crm.search.models import Ending, SearchTiming

SAME_SEARCH = timedelta(minutes=10)


@dataclass(frozen=True)
class Answer:
    """What a search answered, how quickly, and how long before that the first letter was typed."""

    hits: int
    milliseconds: float
    typed_for: timedelta = timedelta()


def record_search(
    answer: Answer, *, by: User, now: datetime, timing_id: int | None = None
) -> SearchTiming:
    """Keep how long a search took; typing on in the same box continues the same timing.

    `started_at` stays the time of the first letter.
    """
    typed_for = min(max(answer.typed_for, timedelta()), SAME_SEARCH)
    timing = find_going_on(timing_id, by=by, now=now)
    if timing is None:
        timing = SearchTiming(user_id=by.id, started_at=now - typed_for)
    timing.milliseconds, timing.hits = answer.milliseconds, answer.hits
    db.session.add(timing)
    db.session.flush()
    return timing


def record_opened(timing_id: int, kind: str, opened_id: str, *, by: User, now: datetime) -> None:
    """Keep what was opened from one's own search, the first time.

    A search that was taken for given up, since its page was left, ends by this after all.
    """
    timing = _own(timing_id, by)
    if timing is None or timing.ending in (Ending.OPENED, Ending.FOUND):
        return
    timing.ending, timing.ended_at = Ending.OPENED, now
    timing.opened_kind, timing.opened_id = kind, opened_id


def record_end(timing_id: int, ending: Ending, *, by: User, now: datetime) -> None:
    """Keep that one's own search ended without opening anything, unless it has ended."""
    timing = _own(timing_id, by)
    if timing is not None and timing.ending is None:
        timing.ending, timing.ended_at = ending, now


def find_going_on(timing_id: int | None, *, by: User, now: datetime) -> SearchTiming | None:
    """One's own search, if it has not ended and began lately."""
    timing = _own(timing_id, by) if timing_id is not None else None
    if timing is None or timing.ending is not None:
        return None
    return timing if now - timing.started_at < SAME_SEARCH else None


def _own(timing_id: int, by: User) -> SearchTiming | None:
    timing = db.session.get(SearchTiming, timing_id)
    return timing if timing is not None and timing.user_id == by.id else None
