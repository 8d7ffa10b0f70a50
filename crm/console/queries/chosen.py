"""Several conversations at once: those that were ticked, or all that wait under one post."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from crm.auth.models import User
from crm.db import db
from crm.pagelink.models import Conversation, Message
from crm.pagelink.queries.restricted import readable_by


def conversations(numbers: Sequence[int]) -> list[Conversation]:
    """These conversations with their Pages, in the order given; unknown numbers are left out."""
    found = db.session.scalars(
        select(Conversation)
        .where(Conversation.id.in_(numbers))
        .options(joinedload(Conversation.page), joinedload(Conversation.assignee))
    )
    by_number = {conversation.id: conversation for conversation in found}
    return [by_number[number] for number in numbers if number in by_number]


def waiting_under(post_id: int, user: User, most: int) -> list[int]:
    """What waits for an answer under a post and `user` may read, the longest first."""
    waiting = select(Conversation.id).where(
        Conversation.post_id == post_id,
        Conversation.waiting_since.is_not(None),
        readable_by(user),
    )
    return list(db.session.scalars(waiting.order_by(Conversation.waiting_since).limit(most)))


def newest_message_id() -> int:
    """What came in after this isn't on the screen, and is left alone."""
    return db.session.scalar(select(func.max(Message.id))) or 0
