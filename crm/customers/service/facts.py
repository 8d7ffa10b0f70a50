"""Keep what is known of a person: encrypted, with where it came from and on which ground."""

import hashlib
import hmac
from datetime import datetime
from enum import StrEnum

import phonenumbers
from sqlalchemy import select

from crm import thai, web
from crm.auth import service as auth
from crm.auth.models import Role, User
from crm.customers.models import Customer, Fact
from crm.db import db
from crm.errors import N_, CrmError, NotAllowed


class FactKind(StrEnum):
    """What can be known of a person; Facebook tells none of it."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    AGE = "age"
    GENDER = "gender"
    EDUCATION = "education"
    CONTACT_WISH = "contact_wish"


class Ground(StrEnum):
    """Why the installation may keep a fact (PDPA B.E. 2562)."""

    CONSENT = "consent"
    PUBLIC_TASK = "public_task"


class InvalidPhone(CrmError):
    """The number isn't one of a telephone in Thailand."""

    sentence = N_("หมายเลขโทรศัพท์ไม่ถูกต้อง กรุณากรอกหมายเลข 9-10 หลัก เช่น 08x-xxx-xxxx")


class EmptyFact(CrmError):
    """There is nothing to keep."""

    sentence = N_("กรุณากรอกข้อมูล")


def add_fact(
    customer: Customer,
    *,
    kind: FactKind | str,
    value: str,
    source: str,
    ground: Ground | str,
    by: User | None,
    now: datetime,
) -> Fact:
    """Keep a fact; an older value of the same kind is kept as superseded.

    `source` says who told it (form, message, staff). The same value again changes nothing.
    """
    kind, value = FactKind(kind), _clean(FactKind(kind), value)
    key = fact_key(kind, value)
    current = _current(customer, kind)
    if known := next((fact for fact in current if fact.value_hash == key), None):
        return known
    for fact in current:
        fact.superseded_at = now
    fact = Fact(
        customer_id=customer.id,
        kind=kind,
        value=value,
        value_hash=key,
        source=source,
        ground=Ground(ground),
        recorded_at=now,
        recorded_by_id=by.id if by else None,
    )
    db.session.add(fact)
    db.session.flush()
    return fact


def fact_key(kind: FactKind | str, value: str) -> str:
    """The keyed hash under which a value is found without being readable in the database."""
    text = f"{kind}:{thai.fold(value)}".encode()
    return hmac.new(web.settings().secret_key.encode(), text, hashlib.sha256).hexdigest()


def national_phone(text: str) -> str:
    """A telephone number as its digits alone (0812345678); raises InvalidPhone."""
    try:
        number = phonenumbers.parse(thai.arabic_digits(text), "TH")
    except phonenumbers.NumberParseException as error:
        raise InvalidPhone from error
    if not phonenumbers.is_valid_number_for_region(number, "TH"):
        raise InvalidPhone
    return "0" + phonenumbers.national_significant_number(number)


def reveal_facts(customer: Customer, *, by: User, now: datetime) -> list[Fact]:
    """The facts unmasked, for staff who act on cases; the look is written into the access log."""
    if not by.may_act_as(Role.AGENT):
        raise NotAllowed
    auth.record_access(customer, "facts", by=by, now=now)
    facts = select(Fact).where(Fact.customer_id == customer.id, Fact.superseded_at.is_(None))
    return list(db.session.scalars(facts.order_by(Fact.kind, Fact.id)))


def _clean(kind: FactKind, value: str) -> str:
    value = " ".join(value.split())
    if not value:
        raise EmptyFact
    return national_phone(value) if kind is FactKind.PHONE else value


def _current(customer: Customer, kind: FactKind) -> list[Fact]:
    return list(
        db.session.scalars(
            select(Fact).where(
                Fact.customer_id == customer.id,
                Fact.kind == kind,
                Fact.superseded_at.is_(None),
            )
        )
    )
