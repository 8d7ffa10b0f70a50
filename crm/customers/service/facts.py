"""Keep what is known of a person: encrypted, with where it came from and on which ground."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import phonenumbers
from sqlalchemy import ColumnElement, delete, select, update

from crm import thai, web
from crm.auth import service as auth
from crm.auth.models import Role, User
from crm.customers.models import Customer, Fact
from crm.db import db
from crm.errors import N_, Conflict, CrmError, NotAllowed


class FactKind(StrEnum):
    """What can be known of a person; Facebook tells none of it."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    AGE = "age"
    BIRTH_YEAR = "birth_year"
    GENDER = "gender"
    EDUCATION = "education"
    OCCUPATION = "occupation"
    CONTACT_WISH = "contact_wish"
    OTHER = "other"


class FactSource(StrEnum):
    """Who told a fact: the citizen in a message or in the form, or somebody of the staff."""

    MESSAGE = "message"
    FORM = "form"
    STAFF = "staff"


class Ground(StrEnum):
    """Why the installation may keep a fact (PDPA B.E. 2562)."""

    CONSENT = "consent"
    PUBLIC_TASK = "public_task"


class PersonErased(Conflict):
    """The person was erased: nothing is added to the record, and no other is joined with it."""

    sentence = N_("ลบข้อมูลส่วนบุคคลของผู้นี้ตามคำขอแล้ว จึงเพิ่มข้อมูล รวม หรือแยกประวัติไม่ได้")


class InvalidPhone(CrmError):
    """The number isn't one of a telephone in Thailand."""

    sentence = N_("หมายเลขโทรศัพท์ไม่ถูกต้อง กรุณากรอกหมายเลข 9-10 หลัก เช่น 08x-xxx-xxxx")


FORMS = {
    FactKind.AGE: r"[1-9]\d?|1[01]\d",
    FactKind.BIRTH_YEAR: r"2[45]\d\d",
    FactKind.EMAIL: r"[^\s@]+@[^\s@]+\.[^\s@]+",
}


class InvalidFact(CrmError):
    """The value has not the form that its kind asks for."""

    sentence = N_("ข้อมูลไม่ถูกรูปแบบ: อายุเป็นจำนวนปี ปีเกิดเป็นปี พ.ศ. อีเมลมีเครื่องหมาย @")


class EmptyFact(CrmError):
    """There is nothing to keep."""

    sentence = N_("กรุณากรอกข้อมูล")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact came from: who told it, through which account, in which message.

    `identity_id` says whose it is when two people, held for one, are parted again.
    """

    source: FactSource
    ground: Ground
    identity_id: int | None = None
    message_id: int | None = None


def add_fact(
    customer: Customer,
    *,
    kind: FactKind | str,
    value: str,
    origin: Origin,
    by: User | None,
    now: datetime,
) -> Fact:
    """Keep a fact; an older value of the same kind is kept as superseded.

    Of `other` there may be several. The same value again changes nothing, unless another account
    of the person tells it: two people held for one may yet be parted. Raises PersonErased.
    """
    if customer.erased_at:
        raise PersonErased
    kind, value = FactKind(kind), clean(FactKind(kind), value)
    key = fact_key(kind, value)
    current = _current(customer, kind)
    for fact in current:
        if fact.value_hash == key and origin.identity_id in (None, fact.identity_id):
            return fact
    fact = Fact(
        customer_id=customer.id,
        kind=kind,
        value=value,
        value_hash=key,
        source=origin.source,
        ground=origin.ground,
        recorded_at=now,
        recorded_by_id=by.id if by else None,
        identity_id=origin.identity_id,
        message_id=origin.message_id,
    )
    db.session.add(fact)
    db.session.flush()
    for older in current if kind is not FactKind.OTHER else []:
        older.superseded_at, older.superseded_by_id = now, fact.id
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
    """The facts, past ones too, unmasked; the look is written into the access log."""
    if not by.may_act_as(Role.AGENT):
        raise NotAllowed
    auth.record_access(customer, "facts", by=by, now=now)
    facts = select(Fact).where(Fact.customer_id == customer.id)
    return list(db.session.scalars(facts.order_by(Fact.kind, Fact.id)))


def erase_facts(wanted: ColumnElement[bool]) -> int:
    """Erase facts for good, with their history; how many."""
    gone = list(db.session.scalars(select(Fact.id).where(wanted)))
    db.session.execute(
        update(Fact).where(Fact.superseded_by_id.in_(gone)).values(superseded_by_id=None)
    )
    db.session.execute(delete(Fact).where(Fact.id.in_(gone)))
    return len(gone)


def clean(kind: FactKind, value: str) -> str:
    """A value in the form in which it is kept; raises EmptyFact, InvalidPhone or InvalidFact."""
    value = " ".join(value.split())
    if not value:
        raise EmptyFact
    if kind is FactKind.PHONE:
        return national_phone(value)
    if kind in FORMS:
        value = thai.arabic_digits(value)
        if not re.fullmatch(FORMS[kind], value):
            raise InvalidFact
    return value


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
