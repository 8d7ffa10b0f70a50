"""What is known to stand on the Page, for the channel that looks whether it still does."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, select, text

from crm.db import PLANNED_ONCE, db, one_of
from crm.pagelink.models import Direction, Kind, Message, Post, Reply, Route
from crm.pagelink.models.replies import LIVE


@dataclass(frozen=True, slots=True)
class KnownComment:
    """A stored comment, as far as it takes to ask for it again."""

    key: str
    external_id: str
    direction: Direction


def known_comments(
    page_id: int, post_external_ids: Collection[str], *, before: datetime
) -> list[KnownComment]:
    """The standing comments below some posts that were written and last seen before a moment."""
    query = (
        select(Message.key, Message.external_id, Message.direction)
        .join(Post, Message.post_id == Post.id)
        .where(
            Post.page_id == page_id,
            one_of(Post.external_id, post_external_ids),
            Message.kind == Kind.COMMENT,
            Message.deleted_at.is_(None),
            Message.created_at < before,
            Message.observed_at < before,
        )
    )
    return [
        KnownComment(key, external_id, Direction(direction))
        for key, external_id, direction in db.session.execute(query)
    ]


def has_live_private_reply(message_id: int) -> bool:
    """Whether the one private reply to a comment or visitor post is taken (queued or sent)."""
    return bool(db.session.scalar(_LIVE_PRIVATE_REPLY, {"target": message_id}))


_LIVE_PRIVATE_REPLY = select(
    exists().where(
        Reply.target_message_id == bindparam("target", type_=Message.id.type),
        Reply.route == Route.PRIVATE_REPLY,
        text(LIVE),
    )
).execution_options(**PLANNED_ONCE)


def visitor_posts(page_id: int, external_ids: Iterable[str]) -> set[str]:
    """Which of these posts are known to be a visitor's."""
    query = select(Post.external_id).where(
        Post.page_id == page_id, Post.external_id.in_(list(external_ids)), Post.by_visitor
    )
    return set(db.session.scalars(query))
