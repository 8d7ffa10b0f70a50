"""Stores posts, and a stub for each post of which only a comment has been seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from crm import thai
from crm.db import change_each, db, one_of
from crm.pagelink.incoming import IncomingPost
from crm.pagelink.models import Page, Post
from crm.pagelink.receive.intake import clean_text


@dataclass(frozen=True, slots=True)
class StoredPost:
    """The part of a post's row that news can change; `id` is None before it is stored."""

    id: int | None
    external_id: str
    by_visitor: bool
    text: str
    permalink: str | None
    created_at: datetime | None
    observed_at: datetime | None
    deleted_at: datetime | None

    @property
    def is_stub(self) -> bool:
        """Whether nobody has told of the post itself yet."""
        return self.observed_at is None


COLUMNS = (
    Post.id,
    Post.external_id,
    Post.by_visitor,
    Post.text,
    Post.permalink,
    Post.created_at,
    Post.observed_at,
    Post.deleted_at,
)


STORED = select(*COLUMNS).where(
    Post.page_id == bindparam("page"), one_of(Post.external_id, bindparam("posts"))
)


def store_posts(
    page: Page, posts: Sequence[IncomingPost], mentioned: Iterable[str]
) -> tuple[dict[str, StoredPost], list[int]]:
    """Every post of the batch and every one that its messages stand under, by external id; and
    the ids of known posts that turned out to be visitors'."""
    told = sorted(posts, key=lambda post: post.observed_at)
    wanted = {post.external_id for post in told} | set(mentioned)
    before = _load(page, wanted)
    after = {number: before.get(number, _stub(number)) for number in wanted}
    for post in told:
        after[post.external_id] = _merge(after[post.external_id], post)
    if len(before) < len(wanted):
        _insert(page, [post for post in after.values() if post.id is None])
    _update([post for number, post in after.items() if post != before.get(number, post)])
    known = _load(page, wanted) if len(before) < len(wanted) else after
    revealed = [
        post.id
        for number, post in before.items()
        if post.id and after[number].by_visitor > post.by_visitor
    ]
    return known, revealed


def _load(page: Page, numbers: Iterable[str]) -> dict[str, StoredPost]:
    rows = db.session.connection().execute(STORED, {"page": page.id, "posts": numbers})
    return {row.external_id: StoredPost(*row) for row in rows}


def _stub(number: str) -> StoredPost:
    return StoredPost(None, number, False, "", None, None, None, None)


def _merge(known: StoredPost, told: IncomingPost) -> StoredPost:
    facts = replace(
        known,
        by_visitor=known.by_visitor or told.by_visitor,
        permalink=known.permalink or told.permalink,
        created_at=min(filter(None, (known.created_at, told.created_at)), default=None),
    )
    if told.deleted:
        is_outlived = known.observed_at and known.observed_at > told.observed_at
        deleted_at = max(known.deleted_at or told.observed_at, told.observed_at)
        return facts if is_outlived else replace(facts, deleted_at=deleted_at)
    if told.text is None or not _is_newer(told, known):
        return facts
    is_alive = known.deleted_at is None or told.observed_at > known.deleted_at
    return replace(
        facts,
        text=clean_text(told.text),
        observed_at=told.observed_at,
        deleted_at=None if is_alive else known.deleted_at,
    )


def _is_newer(told: IncomingPost, known: StoredPost) -> bool:
    if known.observed_at is None or told.observed_at != known.observed_at:
        return known.observed_at is None or told.observed_at > known.observed_at
    return (told.text or "") > known.text


def _values(post: StoredPost) -> dict[str, Any]:
    return {
        "by_visitor": post.by_visitor,
        "is_stub": post.is_stub,
        "text": post.text,
        "search_text": thai.searchable(post.text),
        "permalink": post.permalink,
        "created_at": post.created_at,
        "observed_at": post.observed_at,
        "deleted_at": post.deleted_at,
    }


def _insert(page: Page, posts: Iterable[StoredPost]) -> None:
    rows = [
        {"page_id": page.id, "external_id": post.external_id, **_values(post)}
        for post in sorted(posts, key=lambda post: post.external_id)
    ]
    if rows:
        db.session.connection().execute(insert(Post), rows)


def _update(posts: Sequence[StoredPost]) -> None:
    change_each(Post, [{"b_id": post.id, **_values(post)} for post in posts if post.id is not None])
