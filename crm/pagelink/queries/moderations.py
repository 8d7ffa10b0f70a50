"""What was asked to be changed on the Page, and what came of it."""

from sqlalchemy import Select, func, select

from crm.pagelink.models import Conversation, Message, Moderation


def last_wishes(conversation: Conversation) -> Select[tuple[int]]:
    """The ids of the last change that somebody asked for of each message."""
    return (
        select(func.max(Moderation.id))
        .join(Message, Message.id == Moderation.message_id)
        .where(Message.conversation_id == conversation.id)
        .group_by(Moderation.message_id)
    )
