"""Posts with what hangs under them: conversations, who waits, and the cases."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from crm import thai
from crm.console.queries.inbox import InboxRow, rows_of
from crm.db import db
from crm.errors import NotFound
from crm.pagelink.models import Conversation, Message, Post
from crm.worksheets.models import WorksheetMessage

PAGE_SIZE = 30


@dataclass(frozen=True)
class PostRow:
    """One line of the list of posts."""

    post: Post
    conversations: int
    waiting: int
    worksheets: int


@dataclass(frozen=True)
class PostList:
    """A part of the list, newest first, and the cursor of the next part."""

    rows: Sequence[PostRow]
    next: str | None


def get_post(post_id: int) -> Post:
    """One post with its Page; raises NotFound."""
    found = db.session.get(Post, post_id, options=[joinedload(Post.page)])
    if found is None:
        raise NotFound
    return found


def posts(words: str = "", cursor: str = "") -> PostList:
    """Posts whose text holds the words, newest first."""
    query = select(Post).options(joinedload(Post.page))
    if words:
        query = query.where(Post.search_text.contains(thai.fold(words), autoescape=True))
    if cursor.isascii() and cursor.isdigit():
        query = query.where(Post.id < int(cursor))
    found = db.session.scalars(query.order_by(Post.id.desc()).limit(PAGE_SIZE + 1)).all()
    shown = found[:PAGE_SIZE]
    following = str(shown[-1].id) if len(found) > PAGE_SIZE else None
    return PostList(_counted(shown), following)


def conversations_under(post: Post, limit: int = 200) -> Sequence[InboxRow]:
    """Every conversation under a post, those that wait first, then the newest."""
    found = db.session.scalars(
        select(Conversation)
        .where(Conversation.post_id == post.id)
        .options(joinedload(Conversation.page), joinedload(Conversation.assignee))
        .order_by(
            Conversation.waiting_since.is_(None),
            Conversation.waiting_since,
            Conversation.last_message_at.desc(),
        )
        .limit(limit)
    ).all()
    return rows_of(found)


def _counted(found: Sequence[Post]) -> list[PostRow]:
    ids = [post.id for post in found]
    talks: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    counted = db.session.execute(
        select(
            Conversation.post_id,
            func.count(),
            func.count(Conversation.waiting_since),
        )
        .where(Conversation.post_id.in_(ids))
        .group_by(Conversation.post_id)
    )
    for post_id, conversations, waiting in counted:
        talks[post_id] = (conversations, waiting)
    cases = _cases_under(ids)
    return [PostRow(post, *talks[post.id], cases.get(post.id, 0)) for post in found]


def _cases_under(ids: Sequence[int]) -> dict[int, int]:
    counted = db.session.execute(
        select(Message.post_id, func.count(func.distinct(WorksheetMessage.worksheet_id)))
        .join(WorksheetMessage, WorksheetMessage.message_id == Message.id)
        .where(Message.post_id.in_(ids))
        .group_by(Message.post_id)
    )
    return {post_id: count for post_id, count in counted if post_id is not None}
