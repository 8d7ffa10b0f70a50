"""Take back what one person did a moment ago, as long as nobody has changed it since."""

from collections.abc import Sequence
from datetime import datetime

from crm.auth.models import User
from crm.auth.service import audit
from crm.pagelink.models import AnswerState, Conversation, Message
from crm.pagelink.service.answers import balance_messages
from crm.pagelink.service.conversations import assign, snooze


def undo_assign(
    conversation: Conversation,
    *,
    given_to: int | None,
    back_to: User | None,
    by: User,
    now: datetime,
) -> bool:
    """Give a conversation back to whom it was taken from; False if it is another's by now."""
    if conversation.assignee_id != given_to:
        return False
    assign(conversation, to=back_to, by=by, now=now)
    return True


def undo_snooze(
    conversation: Conversation,
    *,
    until: datetime | None,
    back_to: datetime | None,
    by: User,
    now: datetime,
) -> bool:
    """Let it rest or wake as before; False if that was changed or a new message woke it."""
    if conversation.snoozed_until != until:
        return False
    snooze(conversation, until=back_to, by=by, now=now)
    return True


def undo_restrict(conversation: Conversation, *, by: User, now: datetime) -> None:
    """Let everybody read it again; for whoever knows that nothing restricted is left in it."""
    conversation.restricted = False
    audit("restricted_undone", conversation, by=by, now=now)


def undo_needs_none(
    messages: Sequence[Message], *, decided_at: datetime, by: User, now: datetime
) -> list[Message]:
    """Let messages wait again exactly as they did; those decided on anew since are left alone."""
    undone = [
        message
        for message in messages
        if message.answer_state == AnswerState.NEEDS_NONE and message.answered_at == decided_at
    ]
    for message in undone:
        message.answer_state, message.answer_reason = AnswerState.OPEN, None
        message.answered_at = None
        audit("needs_none_undone", message, by=by, now=now)
    balance_messages(undone, now)
    return undone
