"""Propose that two records are one person; somebody decides."""

from datetime import datetime

from sqlalchemy import and_, or_, select

from crm.auth.models import User
from crm.customers.models import Customer, CustomerProposal, Fact
from crm.customers.service.facts import FactKind
from crm.customers.service.merging import merge
from crm.db import db
from crm.errors import N_, Conflict

SAME_PERSON = "same_person"
MOST = 5


class AlreadyDecided(Conflict):
    """Somebody else was faster."""

    sentence = N_("ข้อเสนอนี้มีผู้พิจารณาแล้ว")


def propose_same_person(customer: Customer, *, now: datetime) -> list[CustomerProposal]:
    """Propose records that share a telephone number, or a whole name, with this one.

    What was proposed for the two before isn't proposed again, whatever became of it.
    """
    made = [
        CustomerProposal(
            kind=SAME_PERSON,
            customer_id=customer.id,
            other_customer_id=other,
            evidence={"same": same},
            created_at=now,
        )
        for other, same in _twins(customer).items()
        if not _was_proposed(customer.id, other)
    ]
    db.session.add_all(made)
    db.session.flush()
    return made


def accept_proposal(proposal: CustomerProposal, *, by: User, now: datetime) -> None:
    """Merge the two records; the older one stays."""
    _decide(proposal, "accepted", by=by, now=now)
    ids = sorted(filter(None, [proposal.customer_id, proposal.other_customer_id]))
    kept, absorbed = (db.session.get_one(Customer, each) for each in ids)
    merge(kept, absorbed, by=by, now=now, evidence=dict(proposal.evidence))


def refuse_proposal(proposal: CustomerProposal, *, by: User, now: datetime) -> None:
    """They are two people; it isn't proposed again."""
    _decide(proposal, "refused", by=by, now=now)


def _decide(proposal: CustomerProposal, state: str, *, by: User, now: datetime) -> None:
    if proposal.state != "proposed":
        raise AlreadyDecided
    proposal.state, proposal.decided_at, proposal.decided_by_id = state, now, by.id


def _twins(customer: Customer) -> dict[int, str]:
    phones = select(Fact.value_hash).where(
        Fact.customer_id == customer.id, Fact.kind == FactKind.PHONE, Fact.superseded_at.is_(None)
    )
    same_phone = select(Fact.customer_id).where(
        Fact.value_hash.in_(phones), Fact.customer_id != customer.id
    )
    found = dict.fromkeys(db.session.scalars(same_phone.limit(MOST)), "phone")
    if customer.name_folded and " " in customer.name_folded:
        same_name = select(Customer.id).where(
            Customer.name_folded == customer.name_folded,
            Customer.id != customer.id,
            Customer.merged_into_id.is_(None),
        )
        found = dict.fromkeys(db.session.scalars(same_name.limit(MOST)), "name") | found
    return found


def _was_proposed(one: int, other: int) -> bool:
    table = CustomerProposal
    pair = or_(
        and_(table.customer_id == one, table.other_customer_id == other),
        and_(table.customer_id == other, table.other_customer_id == one),
    )
    return db.session.scalar(select(table.id).where(pair).limit(1)) is not None
