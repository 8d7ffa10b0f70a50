"""What was known of a Page and isn't shown any more, kept until somebody has asked for it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, select, update

from crm.db import db
from crm.graph.models import ScanMark
from crm.graph.sync import marks
from crm.graph.sync.marks import MarkKind
from crm.pagelink.models import Kind, Message, Post
from crm.pagelink.queries.known import known_comments

SETTLED_AFTER = timedelta(minutes=10)
ROWS_AT_ONCE = 500
KINDS = (MarkKind.MISSING_COMMENT, MarkKind.MISSING_POST)


@dataclass(frozen=True, slots=True)
class Missing:
    """A comment, or a post (then the two ids are the same), that isn't shown any more."""

    key: str
    external_id: str
    post_id: str
    direction: str

    @property
    def is_post(self) -> bool:
        """Whether it is a post itself."""
        return self.external_id == self.post_id


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is missing, of how many standing comments under the same posts."""

    comments: int
    standing: int
    posts: int

    @property
    def total(self) -> int:
        """Everything that waits to be asked for."""
        return self.comments + self.posts


def note_comments(
    page_id: int, post_ids: Collection[str], seen: Collection[str], began_at: datetime
) -> None:
    """Keep each comment that the complete lists of some posts have left out, in the caller's
    transaction.

    What was written within the last minutes is left in peace: a write may show only after a lag.
    """
    known = known_comments(page_id, post_ids, before=began_at - SETTLED_AFTER)
    _keep(
        page_id,
        MarkKind.MISSING_COMMENT,
        [comment.key for comment in known if comment.key not in seen],
        began_at,
    )
    if any(_waiting_keys(page_id)):
        forget(page_id, seen)


def note_post(page_id: int, post_id: str, asked_at: datetime) -> None:
    """Keep a post that wasn't found by its id, in the caller's transaction."""
    _keep(page_id, MarkKind.MISSING_POST, [post_id], asked_at)


def extent(page_id: int) -> Extent:
    """How much is missing; what was settled in another way since is dropped first."""
    _drop_settled(page_id)
    missing = _missing_comments(page_id).with_only_columns(Message.post_id)
    standing = select(func.count()).where(
        Message.post_id.in_(missing), Message.kind == Kind.COMMENT, Message.deleted_at.is_(None)
    )
    return Extent(
        comments=marks.count(page_id, MarkKind.MISSING_COMMENT),
        standing=db.session.scalar(standing) or 0,
        posts=marks.count(page_id, MarkKind.MISSING_POST),
    )


def waiting(page_id: int, *, before: datetime, limit: int) -> list[Missing]:
    """What is due to be asked for, the longest due first."""
    comments = _missing_comments(page_id).where(ScanMark.visited_at < before)
    rows = db.session.execute(comments.order_by(ScanMark.visited_at).limit(limit))
    posts = marks.least_recently_visited(
        page_id, MarkKind.MISSING_POST, besides=(), before=before, limit=limit
    )
    found = [Missing(*row) for row in rows]
    found += [Missing(post.object_id, post.object_id, post.object_id, "") for post in posts]
    return found[:limit]


def put_off(page_id: int, keys: Iterable[str], until: datetime) -> None:
    """Ask for these no more before then."""
    db.session.execute(
        update(ScanMark)
        .where(
            ScanMark.page_id == page_id,
            ScanMark.kind.in_(KINDS),
            ScanMark.object_id.in_(list(keys)),
        )
        .values(visited_at=until)
    )


def forget(page_id: int, keys: Collection[str]) -> None:
    """These aren't missing any more: they were seen, or marked as gone."""
    every = list(keys)
    for start in range(0, len(every), ROWS_AT_ONCE):
        for kind in KINDS:
            marks.forget(page_id, kind, every[start : start + ROWS_AT_ONCE])


def _keep(page_id: int, kind: MarkKind, keys: list[str], at: datetime) -> None:
    for start in range(0, len(keys), ROWS_AT_ONCE):
        some = keys[start : start + ROWS_AT_ONCE]
        marks.save_many(page_id, kind, [{"object_id": key, "visited_at": at} for key in some])


def _missing_comments(page_id: int) -> Any:
    return (
        select(Message.key, Message.external_id, Post.external_id, Message.direction)
        .join(Post, Message.post_id == Post.id)
        .join(ScanMark, ScanMark.object_id == Message.key)
        .where(
            ScanMark.page_id == page_id,
            ScanMark.kind == MarkKind.MISSING_COMMENT,
            *_standing(page_id),
        )
    )


def _waiting_keys(page_id: int) -> list[str]:
    query = select(ScanMark.object_id).where(
        ScanMark.page_id == page_id, ScanMark.kind == MarkKind.MISSING_COMMENT
    )
    return list(db.session.scalars(query.limit(1)))


def _drop_settled(page_id: int) -> None:
    """A webhook may have told of the deletion meanwhile."""
    stands = exists().where(Message.key == ScanMark.object_id, *_standing(page_id))
    db.session.execute(
        delete(ScanMark).where(
            ScanMark.page_id == page_id, ScanMark.kind == MarkKind.MISSING_COMMENT, ~stands
        )
    )


def _standing(page_id: int) -> tuple[Any, ...]:
    return (
        Message.page_id == page_id,
        Message.kind == Kind.COMMENT,
        Message.deleted_at.is_(None),
    )
