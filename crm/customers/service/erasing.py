"""Erase a person who asked for it (PDPA B.E. 2562, s. 33), in the caller's one transaction.

Cases, their numbers and all figures stay, without the person; so does that it was done, and why.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Text, cast, delete, literal, or_, select, update

from crm import thai
from crm.auth import service as auth
from crm.auth.models import Role, User
from crm.customers import events
from crm.customers.models import Consent, Customer, CustomerProposal, Fact, Identity, Merge
from crm.customers.service.facts import FactKind, PersonErased, erase_facts
from crm.db import db
from crm.errors import N_, CrmError, NotAllowed

NUMBERLESS = "erased:"
SAID_OF_ONESELF = (FactKind.NAME, FactKind.PHONE, FactKind.EMAIL, FactKind.ADDRESS, FactKind.OTHER)


class WrongConfirmation(CrmError):
    """What was typed isn't the number of the person who is to be erased."""

    sentence = N_("เลขที่ผู้ใช้บริการไม่ตรงกัน จึงยังไม่ได้ลบข้อมูลใด")


class ErasureNeedsReason(CrmError):
    """Nobody is erased without a reason that is written down."""

    sentence = N_("กรุณาระบุเหตุผลของการลบ")


@dataclass(frozen=True, slots=True)
class Account:
    """An account that is being erased, with the number that it loses."""

    id: int
    channel: str
    page: str
    number: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """Whom an erasure is about, with every record that was merged into one; and what it came to.

    `names` is what is blotted out of what others wrote. `files` are copies of ours, as folder and
    name, which the entry point removes once the transaction is kept.
    """

    customer_ids: tuple[int, ...]
    accounts: tuple[Account, ...]
    names: set[str]
    counts: Counter[str] = field(default_factory=Counter)
    files: list[tuple[str, str]] = field(default_factory=list)

    @property
    def identity_ids(self) -> list[int]:
        """The ids of the accounts."""
        return [account.id for account in self.accounts]

    def blot(self, text: str) -> str:
        """A text that stays, without the person: names, telephones, e-mails, identity numbers."""
        numberless = thai.mask_phones(thai.mask_national_ids(thai.blot_emails(text)))
        return thai.blot_names(numberless, self.names)


def erase(
    customer: Customer, *, confirmation: str, reason: str, by: User, now: datetime
) -> Erasure:
    """Erase everything that is kept of a person, here and in the modules above; for good.

    `confirmation` is the customer's number as somebody typed it. Raises NotAllowed, PersonErased,
    WrongConfirmation, ErasureNeedsReason, and what a module above raises; nothing is erased then.
    """
    if not by.may_act_as(Role.ADMIN):
        raise NotAllowed
    if customer.erased_at or customer.merged_into_id:
        raise PersonErased
    if thai.arabic_digits(confirmation).strip() != str(customer.id):
        raise WrongConfirmation
    if not reason.strip():
        raise ErasureNeedsReason
    erasure = _erasure_of(customer)
    events.person_erased.send(erasure, now=now)
    _erase_known(erasure, now)
    _erase_names(erasure, now)
    why = erasure.blot(" ".join(reason.split()))
    auth.audit("person_erased", customer, by=by, now=now, reason=why, **erasure.counts)
    db.session.flush()
    db.session.expire_all()
    return erasure


def _erasure_of(customer: Customer) -> Erasure:
    records = [customer, *_absorbed_by(customer.id)]
    ids = tuple(record.id for record in records)
    theirs = db.session.scalars(select(Identity).where(Identity.customer_id.in_(ids))).all()
    facts = select(Fact).where(Fact.customer_id.in_(ids), Fact.kind.in_(SAID_OF_ONESELF))
    names = {record.name for record in records} | {account.name for account in theirs}
    names |= {fact.value for fact in db.session.scalars(facts)}
    return Erasure(
        customer_ids=ids,
        accounts=tuple(Account(one.id, one.channel, one.page, one.external_id) for one in theirs),
        names={name for name in names if name},
    )


def _absorbed_by(customer_id: int) -> Iterator[Customer]:
    """Every record that was merged into this one, at once or by way of another."""
    into = select(Customer).where(Customer.merged_into_id == customer_id)
    for record in db.session.scalars(into).all():
        yield record
        yield from _absorbed_by(record.id)


def _erase_known(erasure: Erasure, now: datetime) -> None:
    """Facts with their past and all guesses go; that consent was given and when it ended stays."""
    theirs = erasure.customer_ids
    erasure.counts["facts"] = erase_facts(Fact.customer_id.in_(theirs))
    guesses = CustomerProposal
    about = or_(guesses.customer_id.in_(theirs), guesses.other_customer_id.in_(theirs))
    db.session.execute(delete(guesses).where(about))
    db.session.execute(
        update(Consent)
        .where(Consent.customer_id.in_(theirs), Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )


def _erase_names(erasure: Erasure, now: datetime) -> None:
    """Names go, and the numbers by which somebody could be found again in Facebook."""
    theirs = erasure.customer_ids
    nameless = {"name": None, "name_folded": None, "erased_at": now}
    db.session.execute(update(Customer).where(Customer.id.in_(theirs)).values(nameless))
    db.session.execute(
        update(Identity)
        .where(Identity.id.in_(erasure.identity_ids))
        .values(external_id=literal(NUMBERLESS) + cast(Identity.id, Text), **nameless)
    )
    merges = select(Merge).where(or_(Merge.kept_id.in_(theirs), Merge.absorbed_id.in_(theirs)))
    for merge in db.session.scalars(merges).all():
        merge.evidence = {}
        if merge.kept_id in theirs:
            merge.moved = merge.moved | {"kept_name": [None, None]}
    erasure.counts["accounts"] = len(erasure.accounts)
