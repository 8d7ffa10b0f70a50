"""What is dangerous: stands above the others, and somebody is told at once."""

from datetime import datetime

from sqlalchemy import select

from crm.auth import service as auth
from crm.auth.models import User
from crm.db import db
from crm.errors import N_, CrmError
from crm.pagelink import service as pagelink
from crm.pagelink.models import Conversation
from crm.worksheets import queries
from crm.worksheets.models import (
    Escalation,
    EscalationContact,
    ProposalState,
    Tag,
    WorksheetProposal,
)
from crm.worksheets.service.deciding import accept_proposal, refuse_proposal
from crm.worksheets.service.tags import URGENT, set_tag, unset_tag


class ContactIncomplete(CrmError):
    """A contact without a name or a telephone can't be called."""

    sentence = N_("กรุณากรอกชื่อและหมายเลขโทรศัพท์ของผู้รับแจ้งเหตุ")


def mark_urgent(conversation: Conversation, urgent: bool, *, by: User, now: datetime) -> None:
    """Put a conversation above the others or back among them; that decides the guess, too."""
    decide = accept_proposal if urgent else refuse_proposal
    for guess in _guesses(conversation):
        decide(guess, by=by, now=now)
    change = set_tag if urgent else unset_tag
    change(conversation, queries.get_tag(URGENT), by=by, now=now)
    pagelink.set_urgent(conversation, urgent, now=now)


def escalate(
    conversation: Conversation, contact: EscalationContact, *, by: User, now: datetime
) -> Escalation:
    """Keep that a contact was told of the danger: who told whom, and when."""
    told = Escalation(
        conversation_id=conversation.id,
        contact_id=contact.id,
        contact_name=contact.name,
        told_at=now,
        told_by_id=by.id,
    )
    db.session.add(told)
    pagelink.touch(conversation, now)
    auth.audit("escalated", conversation, by=by, now=now, to=contact.name)
    return told


def keep_contact(
    contact: EscalationContact, name: str, phone: str, hours: str, *, by: User, now: datetime
) -> None:
    """Add or change whom to tell; raises ContactIncomplete."""
    if not name.strip() or not phone.strip():
        raise ContactIncomplete
    contact.name, contact.phone, contact.hours = name.strip(), phone.strip(), hours.strip()
    db.session.add(contact)
    db.session.flush()
    auth.audit("contact_kept", contact, by=by, now=now, name=contact.name)


def put_away_contact(contact: EscalationContact, *, by: User, now: datetime) -> None:
    """Offer a contact no more; whom it was told is kept."""
    contact.active = False
    auth.audit("contact_put_away", contact, by=by, now=now)


def _guesses(conversation: Conversation) -> list[WorksheetProposal]:
    query = (
        select(WorksheetProposal)
        .join(Tag, Tag.id == WorksheetProposal.tag_id)
        .where(
            WorksheetProposal.conversation_id == conversation.id,
            WorksheetProposal.state == ProposalState.PROPOSED,
            Tag.slug == URGENT,
        )
    )
    return list(db.session.scalars(query))
