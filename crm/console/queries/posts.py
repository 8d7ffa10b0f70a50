"""Posts with what hangs under them: comments, who waits, and the cases.

Who waits and what became a case are few beside all posts, and comments are counted in an index
alone, so nothing is kept that could go wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import joinedload

from crm import thai
from crm.console.queries.inbox import InboxRow, rows_of
from crm.db import db
from crm.errors import NotFound
from crm.pagelink.models import Conversation, Message, Post
from crm.worksheets.models import WorksheetMessage

PAGE_SIZE = 30
ORDERS = ("newest", "comments", "waiting", "worksheets")


@dataclass(frozen=True)
class PostRow:
    """One line of the list of posts."""

    post: Post
    comments: int
    waiting: int
    worksheets: int


@dataclass(frozen=True)
class PostList:
    """A part of the list, and the cursor of the next part."""

    rows: Sequence[PostRow]
    next: str | None


def get_post(post_id: int) -> Post:
    """One post with its Page; raises NotFound."""
    found = db.session.get(Post, post_id, options=[joinedload(Post.page)])
    if found is None:
        raise NotFound
    return found


def posts(words: str = "", cursor: str = "", *, order: str = "newest") -> PostList:
    """Posts whose text holds all the words: the newest first, or those with most of something."""
    query = select(Post)
    for word in words.split():
        query = query.where(Post.search_text.contains(thai.fold(word), autoescape=True))
    if order in ORDERS[1:]:
        return _most(query, order, _number(cursor))
    if place := _number(cursor):
        query = query.where(Post.id < place)
    newest = query.options(joinedload(Post.page)).order_by(Post.id.desc())
    found = db.session.scalars(newest.limit(PAGE_SIZE + 1)).all()
    shown = found[:PAGE_SIZE]
    following = str(shown[-1].id) if len(found) > PAGE_SIZE else None
    return PostList(_counted(shown), following)


def conversations_under(post: Post, limit: int = 200) -> Sequence[InboxRow]:
    """Every conversation under a post, those that wait first, then the newest."""
    found = db.session.scalars(
        select(Conversation.id)
        .where(Conversation.post_id == post.id)
        .order_by(
            Conversation.waiting_since.is_(None),
            Conversation.waiting_since,
            Conversation.last_message_at.desc(),
        )
        .limit(limit)
    ).all()
    return rows_of(found)


def _most(query: Select[tuple[Post]], order: str, offset: int) -> PostList:
    """A page of the posts with most of something; the cursor is how many came before."""
    counts = COUNTS[order]().subquery()
    most = func.coalesce(counts.c.number, 0)
    ids = query.with_only_columns(Post.id).outerjoin(counts, counts.c.post_id == Post.id)
    ids = ids.order_by(most.desc(), Post.id.desc()).offset(offset).limit(PAGE_SIZE + 1)
    ordered = list(db.session.scalars(ids))
    shown = ordered[:PAGE_SIZE]
    found = {post.id: post for post in db.session.scalars(_by_ids(shown))}
    following = str(offset + PAGE_SIZE) if len(ordered) > PAGE_SIZE else None
    return PostList(_counted([found[id_] for id_ in shown]), following)


def _by_ids(ids: Sequence[int]) -> Select[tuple[Post]]:
    return select(Post).where(Post.id.in_(ids)).options(joinedload(Post.page))


def _counted(found: Sequence[Post]) -> list[PostRow]:
    ids = [post.id for post in found]
    comments, waiting, cases = (_numbers(COUNTS[order](), ids) for order in ORDERS[1:])
    return [
        PostRow(post, *(counted.get(post.id, 0) for counted in (comments, waiting, cases)))
        for post in found
    ]


def _numbers(counts: Select[Any], ids: Sequence[int]) -> dict[int, int]:
    whose = counts.selected_columns.post_id
    found: Sequence[Row[Any]] = db.session.execute(counts.where(whose.in_(ids))).all()
    return {row.post_id: row.number for row in found}


def _comments() -> Select[Any]:
    return (
        select(Message.post_id, func.count().label("number"))
        .where(Message.post_id.is_not(None))
        .group_by(Message.post_id)
    )


def _waiting() -> Select[Any]:
    return (
        select(Conversation.post_id, func.count().label("number"))
        .where(Conversation.waiting_since.is_not(None), Conversation.post_id.is_not(None))
        .group_by(Conversation.post_id)
    )


def _cases() -> Select[Any]:
    number = func.count(WorksheetMessage.worksheet_id.distinct())
    return (
        select(Message.post_id, number.label("number"))
        .join(WorksheetMessage, WorksheetMessage.message_id == Message.id)
        .where(Message.post_id.is_not(None))
        .group_by(Message.post_id)
    )


COUNTS = {"comments": _comments, "waiting": _waiting, "worksheets": _cases}


def _number(cursor: str) -> int:
    """The place that a cursor names; the beginning for one that was never ours."""
    return int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 15 else 0
