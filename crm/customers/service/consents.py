"""Keep a person's consent, with the version of the text that was shown, and its withdrawal."""

from datetime import datetime

from sqlalchemy import and_, select

from crm.customers.models import Consent, Customer, Fact
from crm.customers.service.facts import Ground, erase_facts
from crm.db import db

CONTACT = "contact"


def give_consent(
    customer: Customer,
    *,
    purpose: str,
    text_version: str,
    now: datetime,
    identity_id: int | None = None,
) -> Consent:
    """Keep a yes; one that stands for the same text, by the same account, stays the first one."""
    for standing in _standing(customer, purpose):
        if standing.text_version == text_version and identity_id in (None, standing.identity_id):
            return standing
    consent = Consent(
        customer_id=customer.id,
        purpose=purpose,
        text_version=text_version,
        given_at=now,
        identity_id=identity_id,
    )
    db.session.add(consent)
    db.session.flush()
    return consent


def withdraw_consent(customer: Customer, *, purpose: str, now: datetime) -> int:
    """Take a yes back: what was kept on its ground is erased; how many facts that were.

    That consent was given and withdrawn is kept as proof; what is kept for the public task stays.
    """
    for consent in _standing(customer, purpose):
        consent.withdrawn_at = now
    kept_so = and_(Fact.customer_id == customer.id, Fact.ground == Ground.CONSENT)
    erased = erase_facts(kept_so)
    db.session.expire(customer)
    return erased


def find_consent(customer: Customer, purpose: str) -> Consent | None:
    """The newest yes that still stands."""
    return next(iter(_standing(customer, purpose)), None)


def _standing(customer: Customer, purpose: str) -> list[Consent]:
    return list(
        db.session.scalars(
            select(Consent)
            .where(
                Consent.customer_id == customer.id,
                Consent.purpose == purpose,
                Consent.withdrawn_at.is_(None),
            )
            .order_by(Consent.id.desc())
        )
    )
