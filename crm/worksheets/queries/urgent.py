"""Reads of what is dangerous: whom to tell, and who was told."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.db import db
from crm.errors import NotFound
from crm.worksheets.models import Escalation, EscalationContact


def contacts() -> list[EscalationContact]:
    """Whom to tell at once, in their order."""
    query = select(EscalationContact).where(EscalationContact.active)
    return list(
        db.session.scalars(query.order_by(EscalationContact.position, EscalationContact.id))
    )


def get_contact(contact_id: int) -> EscalationContact:
    """One contact that is still offered; raises NotFound."""
    contact = db.session.get(EscalationContact, contact_id)
    if contact is None or not contact.active:
        raise NotFound
    return contact


def escalations_of(conversation_id: int) -> list[Escalation]:
    """Who was told about a conversation, the last one first."""
    query = select(Escalation).where(Escalation.conversation_id == conversation_id)
    newest_first = query.options(joinedload(Escalation.told_by)).order_by(Escalation.id.desc())
    return list(db.session.scalars(newest_first))
