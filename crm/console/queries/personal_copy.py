"""Everything that is kept of one person, as they may ask to have it (PDPA B.E. 2562, s. 30)."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from crm.customers.models import Consent, Customer, Fact, Identity
from crm.db import db
from crm.pagelink.models import Message
from crm.web import iso
from crm.worksheets import queries as cases


def personal_copy(customer: Customer, facts: Sequence[Fact]) -> dict[str, Any]:
    """Accounts, facts with their origin, consents, all that the person wrote, and their cases.

    `facts` come unmasked from `customers.reveal_facts`, which writes the look down.
    """
    return {
        "id": customer.id,
        "name": customer.name,
        "first_seen_at": iso(customer.first_seen_at),
        "last_seen_at": iso(customer.last_seen_at),
        "accounts": [
            {"channel": each.channel, "page": each.page, "id": each.external_id, "name": each.name}
            for each in customer.identities
        ],
        "facts": [_fact(fact) for fact in facts],
        "consents": list(_consents(customer)),
        "messages": list(_messages(customer)),
        "worksheets": [
            {
                "number": sheet.number,
                "case_number": sheet.case_number,
                "title": sheet.title,
                "stage": sheet.stage,
                "opened_at": iso(sheet.opened_at),
                "closed_at": iso(sheet.closed_at),
            }
            for sheet in cases.of_customer(customer.id)
        ],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "value": fact.value,
        "source": fact.source,
        "ground": fact.ground,
        "recorded_at": iso(fact.recorded_at),
        "superseded_at": iso(fact.superseded_at),
    }


def _consents(customer: Customer) -> Iterator[dict[str, Any]]:
    given = select(Consent).where(Consent.customer_id == customer.id).order_by(Consent.id)
    for consent in db.session.scalars(given):
        yield {
            "purpose": consent.purpose,
            "text_version": consent.text_version,
            "given_at": iso(consent.given_at),
            "withdrawn_at": iso(consent.withdrawn_at),
        }


def _messages(customer: Customer) -> Iterator[dict[str, Any]]:
    written = (
        select(Message)
        .join(Identity, Identity.id == Message.identity_id)
        .where(Identity.customer_id == customer.id)
        .order_by(Message.created_at, Message.id)
    )
    for message in db.session.scalars(written.execution_options(yield_per=500)):
        yield {
            "kind": message.kind,
            "external_id": message.external_id,
            "text": message.text,
            "created_at": iso(message.created_at),
            "deleted_at": iso(message.deleted_at),
            "permalink": message.permalink,
        }
