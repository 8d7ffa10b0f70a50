"""Part an account from the person to whom it was linked because of its number alone."""

from datetime import datetime

from sqlalchemy import func, select, update

from crm.auth import service as auth
from crm.auth.models import User
from crm.customers import events
from crm.customers.models import Consent, Customer, CustomerProposal, Fact, Identity
from crm.customers.service.facts import PersonErased
from crm.customers.service.proposing import propose_pair
from crm.db import db
from crm.errors import N_, Conflict


class NotLinked(Conflict):
    """The account is the only one of its person, or wasn't linked automatically."""

    sentence = N_("แยกบัญชีไม่ได้ เพราะไม่ได้เชื่อมโยงอัตโนมัติหรือแยกไปแล้ว")


def part(identity: Identity, *, by: User, now: datetime) -> Customer:
    """Give an account that was linked automatically a record of its own.

    What was told through it goes with it. That the two are one is then a proposal like any other.
    """
    old = db.session.get_one(Customer, identity.customer_id)
    if old.erased_at:
        raise PersonErased
    others = select(func.count()).where(Identity.customer_id == old.id, Identity.id != identity.id)
    if not identity.linked_automatically or not db.session.scalar(others):
        raise NotLinked
    own = Customer(
        name=identity.name,
        name_folded=identity.name_folded,
        created_at=now,
        first_seen_at=identity.first_seen_at,
        last_seen_at=identity.last_seen_at,
    )
    db.session.add(own)
    db.session.flush()
    identity.customer_id, identity.linked_automatically = own.id, False
    for table in (Fact, Consent, CustomerProposal):
        db.session.execute(
            update(table).where(table.identity_id == identity.id).values(customer_id=own.id)
        )
    db.session.flush()
    db.session.expire(old, ["identities", "facts"])
    propose_pair(old, own, evidence={"same": "account"}, now=now)
    auth.audit("identity parted", identity, by=by, now=now, old=old.id, new=own.id)
    events.identity_parted.send(identity, old=old.id, now=now)
    return own
