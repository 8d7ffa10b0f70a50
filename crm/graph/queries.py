"""What an admin may want to know of the work with Facebook: calls, progress, and the balance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Row, Subquery, and_, func, select

from crm.db import db
from crm.graph.models import Budget, CallCount, ScanMark, WebhookEvent
from crm.graph.sync.marks import MarkKind
from crm.graph.webhook import EventState
from crm.pagelink.models import Kind, Message, Post


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
class PostBalance:
    """A post's readable comments that are stored, beside the total that Facebook told."""

    post: Post
    stored: int
    total: int
    told_at: datetime | None

    @property
    def difference(self) -> int:
        """How many are missing here; Facebook's total counts what it hides from us, too."""
        return self.total - self.stored


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


def differences(page_id: int, limit: int = 50) -> list[PostBalance]:
    """Posts whose stored comments are not as many as Facebook says, the largest gap first."""
    stored = _stored_comments(page_id)
    count = func.coalesce(stored.c.number, 0)
    query = (
        select(Post, count, ScanMark.seen_total, ScanMark.visited_at)
        .join(ScanMark, _mark_of_post())
        .outerjoin(stored, stored.c.post_id == Post.id)
        .where(Post.page_id == page_id, Post.deleted_at.is_(None), ScanMark.seen_total != count)
        .order_by(func.abs(ScanMark.seen_total - count).desc(), Post.id.desc())
        .limit(limit)
    )
    return [_balance(row) for row in db.session.execute(query)]


def balance_of(post: Post) -> PostBalance | None:
    """The balance of one post; None where Facebook has told no total."""
    stored = _stored_comments(post.page_id)
    query = (
        select(Post, func.coalesce(stored.c.number, 0), ScanMark.seen_total, ScanMark.visited_at)
        .join(ScanMark, _mark_of_post())
        .outerjoin(stored, stored.c.post_id == Post.id)
        .where(Post.id == post.id, ScanMark.seen_total.is_not(None))
    )
    row = db.session.execute(query).one_or_none()
    return _balance(row) if row else None


def unread_bodies(limit: int = 100) -> Sequence[WebhookEvent]:
    """The webhook bodies that were not, or not wholly, taken in; the newest first."""
    return db.session.scalars(
        select(WebhookEvent)
        .where(WebhookEvent.state.in_([EventState.KEPT, EventState.FAILED]))
        .order_by(WebhookEvent.id.desc())
        .limit(limit)
    ).all()


def find_subscription(page_id: int) -> dict[str, str] | None:
    """What became of subscribing the Page to webhooks; None where it was never tried."""
    query = select(ScanMark.state).where(
        ScanMark.page_id == page_id, ScanMark.kind == MarkKind.WEBHOOKS
    )
    return db.session.scalar(query)


def _stored_comments(page_id: int) -> Subquery:
    return (
        select(Message.post_id, func.count().label("number"))
        .where(
            Message.page_id == page_id,
            Message.kind == Kind.COMMENT,
            Message.deleted_at.is_(None),
            Message.post_id.is_not(None),
        )
        .group_by(Message.post_id)
        .subquery()
    )


def _mark_of_post() -> ColumnElement[bool]:
    return and_(
        ScanMark.page_id == Post.page_id,
        ScanMark.kind == MarkKind.POST,
        ScanMark.object_id == Post.external_id,
    )


def _balance(row: Row[tuple[Post, int, int, datetime]]) -> PostBalance:
    return PostBalance(*row)
