"""What an admin may want to know of the work with Facebook: calls, progress, and the balance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from crm.db import db
from crm.graph.models import Budget, CallCount, PostBalance, ScanMark, WebhookEvent
from crm.graph.sync.marks import MarkKind
from crm.graph.sync.missing import KINDS
from crm.graph.webhook import EventState
from crm.pagelink.models import Post


@dataclass(frozen=True)
class DayOfCalls:
    """The calls of one day (UTC), as Facebook counts them, and what they brought."""

    day: date
    calls: int
    passes: int
    found: int

    @property
    def calls_a_pass(self) -> float | None:
        """None on a day without a pass."""
        return self.calls / self.passes if self.passes else None

    @property
    def calls_a_message(self) -> float | None:
        """Calls for each new comment or message; None where nothing was found."""
        return self.calls / self.found if self.found else None


@dataclass(frozen=True)
class Progress:
    """How far the history of a Page has been read; `reached` is down to which time."""

    listed: int
    scanned: int
    is_finished: bool
    reached: datetime | None


@dataclass(frozen=True)
class Subscription:
    """Whether Facebook calls us about a Page, when we last looked, and when it was last mended."""

    fields: str
    error: str | None
    checked_at: datetime | None
    repaired_at: datetime | None


@dataclass(frozen=True)
class Suspicion:
    """How many comments and posts are out of sight, and when Facebook was last asked for some."""

    missing: int
    checked_at: datetime | None


@dataclass(frozen=True)
class DayOfBalance:
    """One day's comparison of all posts that were looked at on it."""

    day: date
    posts: int
    differing: int
    missing: int


def calls_by_day(page_id: int, *, today: date, days: int = 14) -> list[DayOfCalls]:
    """The last days, the oldest first; one without calls stands as nought."""
    query = (
        select(
            CallCount.day,
            func.sum(CallCount.calls),
            func.sum(CallCount.passes),
            func.sum(CallCount.found),
        )
        .where(CallCount.page_id == page_id, CallCount.day > today - timedelta(days=days))
        .group_by(CallCount.day)
    )
    counted = {row[0]: DayOfCalls(row[0], *map(int, row[1:])) for row in db.session.execute(query)}
    wanted = [today - timedelta(days=ago) for ago in reversed(range(days))]
    return [counted.get(day, DayOfCalls(day, 0, 0, 0)) for day in wanted]


def find_budget(page_id: int) -> Budget | None:
    """What Facebook last said of the Page's share of calls; None where it never did."""
    return db.session.get(Budget, page_id)


def progress(page_id: int) -> Progress:
    """How many posts were listed so far, and of how many all comments were read once."""
    listed = select(func.count()).where(Post.page_id == page_id, Post.deleted_at.is_(None))
    scanned = select(func.count()).where(
        ScanMark.page_id == page_id, ScanMark.kind == MarkKind.POST, ScanMark.failures == 0
    )
    reached = select(func.min(ScanMark.created_at)).where(
        ScanMark.page_id == page_id, ScanMark.kind == MarkKind.POST
    )
    finished = select(ScanMark.scanned_to).where(
        ScanMark.page_id == page_id, ScanMark.kind == MarkKind.FEED
    )
    return Progress(
        listed=db.session.scalar(listed) or 0,
        scanned=db.session.scalar(scanned) or 0,
        is_finished=db.session.scalar(finished) is not None,
        reached=db.session.scalar(reached),
    )


def days_of_balance(page_id: int, *, today: date, days: int = 14) -> list[DayOfBalance]:
    """Those of the last days on which posts were compared with Facebook's totals, the newest first.

    `missing` adds up what is missing under each post; more than Facebook counts weighs nothing up.
    """
    missing = PostBalance.total - PostBalance.stored
    query = (
        select(
            PostBalance.day,
            func.count(),
            func.sum(case((missing != 0, 1), else_=0)),
            func.sum(case((missing > 0, missing), else_=0)),
        )
        .where(PostBalance.page_id == page_id, PostBalance.day > today - timedelta(days=days))
        .group_by(PostBalance.day)
        .order_by(PostBalance.day.desc())
    )
    return [DayOfBalance(row[0], *map(int, row[1:])) for row in db.session.execute(query)]


def balances_on(page_id: int, day: date, limit: int = 50) -> Sequence[PostBalance]:
    """The posts of a day beside Facebook's totals, the largest difference first."""
    gap = func.abs(PostBalance.total - PostBalance.stored)
    return db.session.scalars(
        select(PostBalance)
        .options(joinedload(PostBalance.post))
        .where(PostBalance.page_id == page_id, PostBalance.day == day)
        .order_by(gap.desc(), PostBalance.post_id.desc())
        .limit(limit)
    ).all()


def last_balance(post: Post) -> PostBalance | None:
    """The latest comparison of one post; None where Facebook has told no total."""
    query = select(PostBalance).where(PostBalance.post_id == post.id)
    return db.session.scalars(query.order_by(PostBalance.day.desc()).limit(1)).one_or_none()


def find_suspicion(page_id: int) -> Suspicion | None:
    """Whether much of a Page is out of sight at once and nobody has said that it was deleted."""
    query = select(ScanMark).where(
        ScanMark.page_id == page_id, ScanMark.kind == MarkKind.SUSPICION, ScanMark.state.is_(None)
    )
    mark = db.session.scalars(query).one_or_none()
    if mark is None:
        return None
    number = select(func.count()).where(ScanMark.page_id == page_id, ScanMark.kind.in_(KINDS))
    return Suspicion(db.session.scalar(number) or 0, mark.visited_at)


def unread_bodies(limit: int = 100) -> Sequence[WebhookEvent]:
    """The webhook bodies that were not, or not wholly, taken in; the newest first."""
    return db.session.scalars(
        select(WebhookEvent)
        .where(WebhookEvent.state.in_([EventState.KEPT, EventState.FAILED]))
        .order_by(WebhookEvent.id.desc())
        .limit(limit)
    ).all()


def find_subscription(page_id: int) -> Subscription | None:
    """How it stands with the webhooks of a Page; None where they were never asked for."""
    query = select(ScanMark).where(ScanMark.page_id == page_id, ScanMark.kind == MarkKind.WEBHOOKS)
    mark = db.session.scalars(query).one_or_none()
    if mark is None:
        return None
    state = mark.state or {}
    repaired = state.get("repaired_at")
    return Subscription(
        fields=state.get("fields", ""),
        error=state.get("error"),
        checked_at=mark.visited_at,
        repaired_at=datetime.fromisoformat(repaired) if repaired else None,
    )
