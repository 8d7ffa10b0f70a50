"""Keeps that a comment was hidden from the public, and why."""

from datetime import datetime

from crm.auth.models import User
from crm.auth.service import audit
from crm.pagelink.models import Message
from crm.pagelink.service.conversations import touch


def mark_hidden(
    message: Message, hidden: bool, *, reason: str = "", by: User | None, now: datetime
) -> None:
    """Say that the channel has hidden (or shown) a comment, after it has done so."""
    message.hidden_at = now if hidden else None
    message.hidden_observed_at = now
    message.hidden_reason = reason.strip() or None if hidden else None
    touch(message.conversation, now)
    audit("hidden" if hidden else "shown", message, by=by, now=now, reason=reason)
