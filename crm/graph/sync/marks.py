"""Scan marks: how far each object has been read, in the caller's transaction."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crm.db import db, is_sqlite, one_of
from crm.graph.models import ScanMark

OMITTED = "omitted"


class MarkKind(StrEnum):
    """What a mark is about.

    `feed`, `threads` and `sweep` are one mark each for a whole Page: how far its lists have been
    read, and how many calls the sweep has left; `webhooks` is one, too: whether Facebook was asked
    to call us. `reread` says when a post with recent comments was last read whole, for edits and
    deletions. The missing ones were known and aren't shown any more; `suspicion` says that so
    much is missing that the token is suspected.
    """

    FEED = "feed"
    THREADS = "threads"
    POST = "post"
    THREAD = "thread"
    REREAD = "reread"
    SWEEP = "sweep"
    WEBHOOKS = "webhooks"
    MISSING_COMMENT = "missing_comment"
    MISSING_POST = "missing_post"
    SUSPICION = "suspicion"


@dataclass(frozen=True)
class Mark:
    """A mark as it was read; the empty one stands for an object that was never read."""

    object_id: str
    scanned_to: datetime | None = None
    seen_updated: str | None = None
    seen_total: int | None = None
    visited_at: datetime | None = None
    moved_at: datetime | None = None
    created_at: datetime | None = None
    failures: int = 0
    state: dict[str, Any] | None = None
    is_known: bool = False

    @property
    def is_omitted(self) -> bool:
        """Whether the feed was seen to leave this post out."""
        return bool((self.state or {}).get(OMITTED))


def load(page_id: int, kind: MarkKind, object_ids: Collection[str]) -> dict[str, Mark]:
    """The marks of these objects; an empty one for each that has none."""
    found = {
        row.object_id: _mark(row)
        for row in db.session.scalars(
            select(ScanMark).where(
                ScanMark.page_id == page_id,
                ScanMark.kind == kind,
                one_of(ScanMark.object_id, object_ids),
            )
        )
    }
    return {object_id: found.get(object_id, Mark(object_id)) for object_id in object_ids}


def load_one(page_id: int, kind: MarkKind, object_id: str) -> Mark:
    """The mark of one object."""
    return load(page_id, kind, [object_id])[object_id]


def least_recently_visited(
    page_id: int, kind: MarkKind, *, besides: Collection[str], before: datetime, limit: int
) -> list[Mark]:
    """The marks that were visited longest ago, and before `before`."""
    query = (
        select(ScanMark)
        .where(
            ScanMark.page_id == page_id,
            ScanMark.kind == kind,
            ScanMark.visited_at < before,
            ScanMark.object_id.not_in(besides),
        )
        .order_by(ScanMark.visited_at)
        .limit(limit)
    )
    return [_mark(row) for row in db.session.scalars(query)]


def last_moved(page_id: int, limit: int) -> list[Mark]:
    """The marks of the posts that moved last, the latest first."""
    query = (
        select(ScanMark)
        .where(
            ScanMark.page_id == page_id,
            ScanMark.kind == MarkKind.POST,
            ScanMark.moved_at.is_not(None),
        )
        .order_by(ScanMark.moved_at.desc())
        .limit(limit)
    )
    return [_mark(row) for row in db.session.scalars(query)]


def count(page_id: int, kind: MarkKind) -> int:
    """How many objects of a kind are known of a Page."""
    query = select(func.count()).where(ScanMark.page_id == page_id, ScanMark.kind == kind)
    return db.session.scalar(query) or 0


def failing(page_id: int) -> int:
    """How many objects of a Page could not be read whole when they were last tried."""
    query = select(func.count()).where(ScanMark.page_id == page_id, ScanMark.failures > 0)
    return db.session.scalar(query) or 0


def save(page_id: int, kind: MarkKind, object_id: str, **values: Any) -> None:
    """Make or change one mark."""
    save_many(page_id, kind, [{"object_id": object_id, **values}])


def save_many(page_id: int, kind: MarkKind, rows: Sequence[dict[str, Any]]) -> None:
    """Make or change marks that all give the same columns, `object_id` among them."""
    if not rows:
        return
    insert = (sqlite if is_sqlite() else postgresql).insert(ScanMark)
    changed = {name: insert.excluded[name] for name in rows[0] if name != "object_id"}
    keys = ["page_id", "kind", "object_id"]
    db.session.execute(
        insert.on_conflict_do_update(index_elements=keys, set_=changed),
        [{"page_id": page_id, "kind": str(kind), **row} for row in rows],
    )


def note_failure(
    page_id: int, kind: MarkKind, object_id: str, *, state: dict[str, Any], visited_at: datetime
) -> None:
    """Count that an object could not be read whole; `state` says how it stood then."""
    save(page_id, kind, object_id, state=state, visited_at=visited_at)
    db.session.execute(
        update(ScanMark)
        .where(ScanMark.page_id == page_id, ScanMark.kind == kind, ScanMark.object_id == object_id)
        .values(failures=ScanMark.failures + 1)
    )


def note_visits(page_id: int, kind: MarkKind, object_ids: Iterable[str], at: datetime) -> None:
    """Say that these were looked at, and stand as they stood."""
    db.session.execute(
        update(ScanMark)
        .where(
            ScanMark.page_id == page_id,
            ScanMark.kind == kind,
            one_of(ScanMark.object_id, object_ids),
        )
        .values(visited_at=at)
    )


def note_omitted(page_id: int, post_ids: Sequence[str]) -> None:
    """Say that the feed leaves these posts out, so that they are visited by their ids."""
    known = load(page_id, MarkKind.POST, post_ids)
    rows = [
        {"object_id": post_id, "state": {**(mark.state or {}), OMITTED: True}}
        for post_id, mark in known.items()
    ]
    save_many(page_id, MarkKind.POST, rows)


def forget(page_id: int, kind: MarkKind, object_ids: Collection[str]) -> None:
    """Remove marks."""
    db.session.execute(
        delete(ScanMark).where(
            ScanMark.page_id == page_id,
            ScanMark.kind == kind,
            one_of(ScanMark.object_id, object_ids),
        )
    )


def _mark(row: ScanMark) -> Mark:
    return Mark(
        object_id=row.object_id,
        scanned_to=row.scanned_to,
        seen_updated=row.seen_updated,
        seen_total=row.seen_total,
        visited_at=row.visited_at,
        moved_at=row.moved_at,
        created_at=row.created_at,
        failures=row.failures,
        state=row.state,
        is_known=True,
    )
