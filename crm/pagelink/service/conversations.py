"""What staff do with a conversation besides answering it."""

from datetime import datetime

from crm.auth.models import User
from crm.auth.service import audit
from crm.pagelink import ledger
from crm.pagelink.models import Conversation


def touch(conversation: Conversation, now: datetime) -> None:
    """Let every console that shows it look again."""
    conversation.changed_seq = ledger.next_sequence(conversation.changed_seq, now)


def assign(conversation: Conversation, *, to: User | None, by: User | None, now: datetime) -> None:
    """Give a conversation to a colleague, or (None) to nobody."""
    before = conversation.assignee_id
    conversation.assignee = to
    touch(conversation, now)
    audit("assigned", conversation, by=by, now=now, to=to.id if to else None, before=before)


def snooze(
    conversation: Conversation, *, until: datetime | None, by: User | None, now: datetime
) -> None:
    """Put it aside until a moment, or (None) take it back; a new message takes it back too."""
    before, conversation.snoozed_until = conversation.snoozed_until, until
    touch(conversation, now)
    moments = {"until": until, "before": before}
    written = {name: at.isoformat() if at else None for name, at in moments.items()}
    audit("snoozed", conversation, by=by, now=now, **written)


def restrict(conversation: Conversation, *, by: User | None, now: datetime) -> None:
    """Let only those read it whom `queries.restricted` lets in; who does it goes on working on it
    where nobody else does."""
    if not conversation.restricted:
        conversation.restricted = True
        audit("restricted", conversation, by=by, now=now)
    conversation.assignee = conversation.assignee or by
    touch(conversation, now)


def set_urgent(conversation: Conversation, urgent: bool, *, now: datetime) -> None:
    """Put a conversation above the others, or back among them."""
    conversation.urgent = urgent
    touch(conversation, now)
