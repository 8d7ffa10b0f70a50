"""What was asked to be changed on the Page, and what came of it."""

from sqlalchemy import ColumnElement, Select, func, select

from crm.pagelink.models import Message, Moderation


def last_wishes(conversation_id: int | ColumnElement[int]) -> Select[tuple[int]]:
    """The ids of the last change that somebody asked for of each message."""
    return (
        select(func.max(Moderation.id))
        .join(Message, Message.id == Moderation.message_id)
        .where(Message.conversation_id == conversation_id)
        .group_by(Moderation.message_id)
    )
