"""A Page's budget of calls: kept in the database, so that all processes share it."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from crm import clock
from crm.db import db, is_sqlite, transaction
from crm.graph.errors import ErrorClass, GraphError
from crm.graph.models import Budget, CallCount
from crm.graph.usage import Priority, Share, highest, pace

KNOWN_FOR = timedelta(seconds=5)
DEFAULT_PAUSE = timedelta(minutes=10)
HELD_BACK_FOR = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(minutes=10)


class Purpose(StrEnum):
    """What calls are spent on; the chart of the admin page is drawn by it."""

    SENDS = "sends"
    POSTS = "posts"
    RECENT = "recent"
    COMMENTS = "comments"
    THREADS = "threads"
    SWEEP = "sweep"
    REREADING = "rereading"
    PROFILES = "profiles"
    WEBHOOKS = "webhooks"
    FIGURES = "figures"


PRIORITIES = {
    Purpose.SENDS: Priority.SENDS,
    Purpose.POSTS: Priority.COMMENTS,
    Purpose.RECENT: Priority.COMMENTS,
    Purpose.COMMENTS: Priority.COMMENTS,
    Purpose.THREADS: Priority.COMMENTS,
    Purpose.SWEEP: Priority.PROFILES,
    Purpose.REREADING: Priority.PROFILES,
    Purpose.PROFILES: Priority.PROFILES,
    Purpose.WEBHOOKS: Priority.PROFILES,
    Purpose.FIGURES: Priority.FIGURES,
}


class PageMeter:
    """Watches one Page's calls for a client: paces them, counts them, and keeps what it learns.

    Must not be used inside a transaction, like every call to Facebook. Counts are kept by
    `flush`, or with the next share that Facebook tells.
    """

    def __init__(
        self, page_id: int, purpose: Purpose, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.purpose = purpose
        self._page_id = page_id
        self._sleep = sleep
        self._counted: dict[Purpose, int] = {}
        self._found: dict[Purpose, int] = {}
        self._percent = 0
        self._paused_until: datetime | None = None
        self._read_at: datetime | None = None

    def before(self, calls: int) -> None:
        """Wait as the pace asks; raises `GraphError` of class rate while the Page is paused."""
        now = clock.now()
        if not self._read_at or now - self._read_at > KNOWN_FOR:
            self._reread(now)
        if self._paused_until and now < self._paused_until:
            raise GraphError(ErrorClass.RATE, wait=self._paused_until - now)
        allowed = pace(self._percent, PRIORITIES[self.purpose])
        if not allowed.is_allowed:
            raise GraphError(ErrorClass.RATE, wait=HELD_BACK_FOR)
        if allowed.pause:
            self._sleep(allowed.pause.total_seconds())

    def after(self, calls: int, shares: Sequence[Share]) -> None:
        """Count the calls, and keep the share when it has changed."""
        self._counted[self.purpose] = self._counted.get(self.purpose, 0) + calls
        limit = highest(shares)
        if not limit or (limit.percent == self._percent and not limit.wait):
            return
        self._percent = max(share.percent for share in shares)
        with transaction():
            self._keep_counts()
            told = {share.kind: share.percent for share in shares}
            keep_share(self._page_id, self._percent, limit.wait, now=clock.now(), told=told)
        self._read_at = None

    def note_found(self, new: int) -> None:
        """Count the new messages that the calls have brought."""
        self._found[self.purpose] = self._found.get(self.purpose, 0) + new

    def flush(self) -> None:
        """Keep the counts so far, in a transaction of its own."""
        if self._counted or self._found:
            with transaction():
                self._keep_counts()

    def _keep_counts(self) -> None:
        for purpose in {**self._counted, **self._found}:
            count_calls(
                self._page_id,
                purpose,
                self._counted.get(purpose, 0),
                found=self._found.get(purpose, 0),
                now=clock.now(),
            )
        self._counted, self._found = {}, {}

    def _reread(self, now: datetime) -> None:
        with transaction() as session:
            budget = session.get(Budget, self._page_id)
            self._paused_until = budget.paused_until if budget else None
            self._percent = int(budget.used_percent) if budget and _is_fresh(budget, now) else 0
        self._read_at = now


def _is_fresh(budget: Budget, now: datetime) -> bool:
    """Whether the share still says something: who is held back makes no calls, so learns no other.

    What was told before a pause that has ended is over with it.
    """
    is_over = budget.paused_until and budget.observed_at <= budget.paused_until <= now
    return not is_over and now - budget.observed_at < FORGOTTEN_AFTER


def keep_share(
    page_id: int,
    percent: int,
    wait: timedelta,
    *,
    now: datetime,
    told: dict[str, int] | None = None,
) -> None:
    """Keep the highest share that Facebook told, and what it `told` of each allowance; a wait
    pauses the Page, in the caller's transaction."""
    budget = _budget(page_id, now)
    budget.used_percent = percent
    budget.shares = told
    budget.observed_at = now
    if wait:
        budget.paused_until = now + wait


def pause(page_id: int, wait: timedelta | None, *, now: datetime) -> datetime:
    """Make no calls for a Page as long as Facebook asks; returns until when."""
    budget = _budget(page_id, now)
    budget.paused_until = now + (wait or DEFAULT_PAUSE)
    return budget.paused_until


def resume(page_id: int, *, now: datetime) -> None:
    """Lift a pause, for a Page that was connected anew."""
    _budget(page_id, now).paused_until = None


def count_calls(
    page_id: int, purpose: Purpose, calls: int, *, now: datetime, found: int = 0
) -> None:
    """Add calls, as Facebook counts them, and what they found, to the day's count (UTC)."""
    insert = (sqlite if is_sqlite() else postgresql).insert(CallCount)
    db.session.execute(
        insert.values(
            page_id=page_id,
            day=now.date(),
            purpose=str(purpose),
            calls=calls,
            found=found,
            passes=0,
        ).on_conflict_do_update(
            index_elements=["page_id", "day", "purpose"],
            set_={
                "calls": CallCount.calls + insert.excluded.calls,
                "found": CallCount.found + insert.excluded.found,
            },
        )
    )


def count_pass(page_id: int, *, now: datetime) -> None:
    """Add a pass of the poll to the day's count, beside the posts that each pass lists."""
    count_calls(page_id, Purpose.POSTS, 0, now=now)
    today = CallCount.page_id == page_id, CallCount.day == now.date()
    db.session.execute(
        update(CallCount)
        .where(*today, CallCount.purpose == str(Purpose.POSTS))
        .values(passes=CallCount.passes + 1)
    )


def _budget(page_id: int, now: datetime) -> Budget:
    insert = (sqlite if is_sqlite() else postgresql).insert(Budget)
    db.session.execute(
        insert.values(page_id=page_id, used_percent=0, observed_at=now).on_conflict_do_nothing()
    )
    return db.session.get_one(Budget, page_id)
