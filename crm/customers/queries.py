"""Reads of people for the list and the card; facts come masked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm import thai
from crm.customers.models import Consent, Customer, CustomerProposal, Fact, Identity, Merge
from crm.customers.service.facts import FactKind, fact_key
from crm.db import db
from crm.errors import NotFound

NOT_SECRET = (FactKind.CONTACT_WISH, FactKind.GENDER, FactKind.EDUCATION, FactKind.OCCUPATION)
HIDDEN = "•••"


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact as everybody on the staff may see it; `told_by` None is the citizen or the software.

    `message_id` names the message in which it stood.
    """

    id: int
    kind: str
    shown: str
    is_masked: bool
    source: str
    ground: str
    recorded_at: datetime
    recorded_by: str | None
    superseded_at: datetime | None
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """A person: accounts, what is known (masked) now and was before, consents, merges, guesses."""

    customer: Customer
    identities: list[Identity]
    facts: list[ShownFact]
    past_facts: list[ShownFact]
    consents: list[Consent]
    merges: list[Merge]
    proposals: list[CustomerProposal]

    @property
    def names(self) -> list[str]:
        """The names that the person used, each once, the newest account's first."""
        newest = sorted(self.identities, key=lambda each: each.last_seen_at, reverse=True)
        return list(dict.fromkeys(each.name for each in newest if each.name))

    @property
    def pages(self) -> list[str]:
        """The outside numbers of the Pages on which the person was met."""
        return list(dict.fromkeys(each.page for each in self.identities))


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A part of the list of people; `next` is the cursor of the part after it."""

    rows: list[Customer]
    next: str | None


def get_customer(customer_id: int) -> Customer:
    """The person, or whom that record was merged into; raises NotFound."""
    customer = db.session.get(Customer, customer_id)
    if customer is None:
        raise NotFound
    return get_customer(customer.merged_into_id) if customer.merged_into_id else customer


def get_identity(identity_id: int) -> Identity:
    """The account with this id; raises NotFound."""
    identity = db.session.get(Identity, identity_id)
    if identity is None:
        raise NotFound
    return identity


def get_merge(merge_id: int) -> Merge:
    """The merge with this id; raises NotFound."""
    row = db.session.get(Merge, merge_id)
    if row is None:
        raise NotFound
    return row


def get_proposal(proposal_id: int) -> CustomerProposal:
    """The proposal with this id; raises NotFound."""
    proposal = db.session.get(CustomerProposal, proposal_id)
    if proposal is None:
        raise NotFound
    return proposal


def people(q: str = "", cursor: str | None = None, limit: int = 50) -> PeoplePage:
    """People by the beginning of a name or by a telephone number, the newest record first."""
    query = select(Customer).where(Customer.merged_into_id.is_(None))
    query = query.options(selectinload(Customer.identities))
    if q.strip():
        query = query.where(_matches(q))
    if cursor and cursor.isdecimal():
        query = query.where(Customer.id < int(cursor))
    rows = list(db.session.scalars(query.order_by(Customer.id.desc()).limit(limit + 1)))
    return PeoplePage(rows[:limit], str(rows[limit - 1].id) if len(rows) > limit else None)


def card(customer_id: int) -> Card:
    """Everything on a person's card, facts masked; `service.reveal_facts` shows them."""
    customer = get_customer(customer_id)
    return Card(
        customer=customer,
        identities=list(customer.identities),
        facts=facts_of(customer),
        past_facts=_facts(customer, Fact.superseded_at.is_not(None)),
        consents=list(
            db.session.scalars(
                select(Consent).where(Consent.customer_id == customer.id).order_by(Consent.id)
            )
        ),
        merges=list(
            db.session.scalars(
                select(Merge)
                .where(Merge.kept_id == customer.id, Merge.undone_at.is_(None))
                .order_by(Merge.id)
            )
        ),
        proposals=open_proposals(customer),
    )


def facts_of(customer: Customer) -> list[ShownFact]:
    """What is known of a person now, masked."""
    return _facts(customer, Fact.superseded_at.is_(None))


def open_proposals(customer: Customer) -> list[CustomerProposal]:
    """What is guessed of a person and waits for somebody's yes or no."""
    proposed, other = CustomerProposal.customer_id, CustomerProposal.other_customer_id
    return list(
        db.session.scalars(
            select(CustomerProposal)
            .where(
                or_(proposed == customer.id, other == customer.id),
                other.is_distinct_from(proposed),
                CustomerProposal.state == "proposed",
            )
            .order_by(CustomerProposal.id)
        )
    )


def may_be_called(customer_id: int) -> bool:
    """Whether a person left a telephone number and didn't wish to be left alone."""
    facts = {
        fact.kind: fact.value
        for fact in db.session.scalars(
            select(Fact).where(Fact.customer_id == customer_id, Fact.superseded_at.is_(None))
        )
    }
    return FactKind.PHONE in facts and facts.get(FactKind.CONTACT_WISH) != "no"


def has_fact(customer_id: int, kind: FactKind, value: str) -> bool:
    """Whether exactly this is known of a person now."""
    query = select(Fact.id).where(
        Fact.customer_id == customer_id,
        Fact.value_hash == fact_key(kind, value),
        Fact.superseded_at.is_(None),
    )
    return db.session.scalar(query.limit(1)) is not None


def mask(kind: str, value: str) -> str:
    """A value as everybody may see it: enough to recognise it, too little to use it."""
    if kind in NOT_SECRET:
        return value
    if kind == FactKind.PHONE:
        return thai.mask_phones(value)
    return f"{value[:1]}{HIDDEN}"


def shown(fact: Fact) -> ShownFact:
    """A fact, masked."""
    masked = mask(fact.kind, fact.value)
    return ShownFact(
        id=fact.id,
        kind=fact.kind,
        shown=masked,
        is_masked=masked != fact.value,
        source=fact.source,
        ground=fact.ground,
        recorded_at=fact.recorded_at,
        recorded_by=fact.recorded_by.name if fact.recorded_by else None,
        superseded_at=fact.superseded_at,
        message_id=fact.message_id,
    )


def _facts(customer: Customer, wanted: ColumnElement[bool]) -> list[ShownFact]:
    found = db.session.scalars(
        select(Fact)
        .where(Fact.customer_id == customer.id, wanted)
        .options(joinedload(Fact.recorded_by))
        .order_by(Fact.kind, Fact.id.desc())
    )
    return [shown(fact) for fact in found]


def _matches(q: str) -> ColumnElement[bool]:
    pattern = thai.fold(q).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    named = select(Identity.customer_id).where(Identity.name_folded.like(pattern, escape="\\"))
    phones = [fact_key(FactKind.PHONE, found.national) for found in thai.find_phones(q)]
    known = select(Fact.customer_id).where(Fact.value_hash.in_(phones))
    return or_(
        Customer.name_folded.like(pattern, escape="\\"),
        Customer.id.in_(named),
        Customer.id.in_(known),
    )
