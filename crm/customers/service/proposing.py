"""Propose what a citizen's words tell, and that two records are one person; somebody decides."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from crm.auth.models import User
from crm.customers.models import Customer, CustomerProposal, Fact, Identity
from crm.customers.reading import Told, read_facts
from crm.customers.service.facts import (
    FactKind,
    FactSource,
    Ground,
    InvalidPhone,
    Origin,
    add_fact,
    clean,
    fact_key,
)
from crm.customers.service.merging import merge
from crm.db import db
from crm.errors import N_, Conflict

SAME_PERSON, FACT = "same_person", "fact"
PROPOSED, ACCEPTED, REFUSED = "proposed", "accepted", "refused"
MOST_WITH_ONE_PHONE = 5
"""A number that more people gave is an office's or a shop's, and says nothing of who wrote."""


class AlreadyDecided(Conflict):
    """Somebody else was faster."""

    sentence = N_("ข้อเสนอนี้มีผู้พิจารณาแล้ว")


def propose_facts(
    identity: Identity, text: str, *, message_id: int, now: datetime
) -> list[CustomerProposal]:
    """Propose what a message tells of its writer; nothing is kept as known until it is accepted.

    What is known of the person, or was proposed before whatever became of it, isn't proposed again.
    """
    told = [(each, key) for each in read_facts(text) if (key := _key_of(each))]
    seen = _keys_seen(identity.customer_id) if told else set()
    made = [
        CustomerProposal(
            kind=FACT,
            customer_id=identity.customer_id,
            fact_kind=each.kind,
            fact_value=each.value,
            fact_hash=key,
            identity_id=identity.id,
            message_id=message_id,
            created_at=now,
        )
        for each, key in told
        if key not in seen
    ]
    db.session.add_all(made)
    db.session.flush()
    return made


def propose_same_person(customer: Customer, *, now: datetime) -> list[CustomerProposal]:
    """Propose the records to which the same telephone number was told; never those of one name."""
    others = _with_same_phone(customer)
    made = [propose_pair(customer, other, evidence={"same": "phone"}, now=now) for other in others]
    return [proposal for proposal in made if proposal]


def propose_pair(
    one: Customer, other: Customer, *, evidence: dict[str, Any], now: datetime
) -> CustomerProposal | None:
    """Propose that two records are one person, with what speaks for it.

    None for what was proposed for the two before, whatever became of it.
    """
    if one.id == other.id or _was_proposed(one.id, other.id):
        return None
    proposal = CustomerProposal(
        kind=SAME_PERSON,
        customer_id=one.id,
        other_customer_id=other.id,
        evidence=evidence,
        created_at=now,
    )
    db.session.add(proposal)
    db.session.flush()
    return proposal


def accept_proposal(proposal: CustomerProposal, *, by: User, now: datetime) -> None:
    """Keep the fact, or merge the two records (the older one stays)."""
    _decide(proposal, ACCEPTED, by=by, now=now)
    if proposal.kind == FACT:
        _keep_fact(proposal, by, now)
        return
    ids = sorted(filter(None, [proposal.customer_id, proposal.other_customer_id]))
    kept, absorbed = (db.session.get_one(Customer, each) for each in ids)
    merge(kept, absorbed, by=by, now=now, evidence=dict(proposal.evidence))


def refuse_proposal(proposal: CustomerProposal, *, by: User, now: datetime) -> None:
    """It isn't so; it won't be proposed again."""
    _decide(proposal, REFUSED, by=by, now=now)


def _decide(proposal: CustomerProposal, state: str, *, by: User, now: datetime) -> None:
    if proposal.state != PROPOSED:
        raise AlreadyDecided
    proposal.state, proposal.decided_at, proposal.decided_by_id = state, now, by.id


def _keep_fact(proposal: CustomerProposal, by: User, now: datetime) -> None:
    """Told to the centre so that a complaint can be dealt with: the ground is the public task."""
    add_fact(
        db.session.get_one(Customer, proposal.customer_id),
        kind=proposal.fact_kind or "",
        value=proposal.fact_value or "",
        origin=Origin(
            FactSource.MESSAGE, Ground.PUBLIC_TASK, proposal.identity_id, proposal.message_id
        ),
        by=by,
        now=now,
    )


def _key_of(told: Told) -> str | None:
    try:
        return fact_key(told.kind, clean(FactKind(told.kind), told.value))
    except InvalidPhone:
        return None


def _keys_seen(customer_id: int) -> set[str | None]:
    known = select(Fact.value_hash).where(Fact.customer_id == customer_id)
    proposed = select(CustomerProposal.fact_hash).where(
        CustomerProposal.customer_id == customer_id, CustomerProposal.kind == FACT
    )
    return set(db.session.scalars(known.union(proposed)))


def _with_same_phone(customer: Customer) -> list[Customer]:
    """Those who told the same number, be it known of them or only proposed so far."""
    own_facts, own_proposals = _phones_told()
    keys = db.session.scalars(
        own_facts.with_only_columns(Fact.value_hash)
        .where(Fact.customer_id == customer.id)
        .union(
            own_proposals.with_only_columns(CustomerProposal.fact_hash).where(
                CustomerProposal.customer_id == customer.id
            )
        )
    ).all()
    others: dict[int, Customer] = {}
    for key in keys:
        facts, proposals = _phones_told()
        ids = facts.where(Fact.value_hash == key).union(
            proposals.where(CustomerProposal.fact_hash == key)
        )
        query = select(Customer).where(Customer.id.in_(ids), Customer.id != customer.id)
        found = db.session.scalars(query.limit(MOST_WITH_ONE_PHONE)).all()
        if len(found) < MOST_WITH_ONE_PHONE:
            others |= {other.id: other for other in found}
    return list(others.values())


def _phones_told() -> tuple[Any, Any]:
    facts = select(Fact.customer_id).where(
        Fact.kind == FactKind.PHONE, Fact.superseded_at.is_(None)
    )
    proposals = select(CustomerProposal.customer_id).where(
        CustomerProposal.fact_kind == FactKind.PHONE, CustomerProposal.state != REFUSED
    )
    return facts, proposals


def _was_proposed(one: int, other: int) -> bool:
    table = CustomerProposal
    pair = or_(
        and_(table.customer_id == one, table.other_customer_id == other),
        and_(table.customer_id == other, table.other_customer_id == one),
    )
    return db.session.scalar(select(table.id).where(pair).limit(1)) is not None
