"""How a reply ends: the steps that the sender and the door of what comes in share."""

from datetime import datetime

from crm.db import db
from crm.pagelink import events
from crm.pagelink.models import Message, Reply, ReplyState


def arrived(reply: Reply, message: Message, *, now: datetime) -> None:
    """The reply stands on the Page as `message`; listeners are told once.

    The caller balances the ledger of both conversations afterwards.
    """
    is_news = reply.state != ReplyState.SENT
    reply.sent_message_id = message.id
    reply.external_id = reply.external_id or message.external_id
    if is_news:
        sent(reply, at=max(message.created_at, reply.attempted_at or reply.created_at), now=now)
    db.session.flush()


def sent(reply: Reply, *, at: datetime, now: datetime) -> None:
    """Mark a reply as sent and tell the listeners."""
    reply.state = ReplyState.SENT
    reply.sent_at = at
    reply.error = reply.error_class = None
    release(reply)
    db.session.flush()
    events.reply_sent.send(reply, now=now)


def release(reply: Reply) -> None:
    """Nobody works on it any more, and it waits for nothing."""
    reply.owner = reply.until = reply.next_try_at = None
