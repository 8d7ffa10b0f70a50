"""What is known of people: facts, consent, merge and un-merge, the list and the card."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from crm.auth.models import AccessEntry, Role, User
from crm.customers import queries, service
from crm.customers.models import Consent, Customer, Fact, Identity, IdentityChannel, Merge
from crm.customers.service import FactKind, FactSource, Ground, Origin, Seen, identify
from crm.db import db, transaction
from crm.errors import NotAllowed
from tests.conftest import NOW


@pytest.fixture
def person(app: Flask, now: datetime) -> Callable[..., Customer]:
    """Somebody who has commented."""

    def met(number: str, name: str | None = None, at: datetime = now) -> Customer:
        with transaction():
            people = {number: Seen(name, at, at)}
            found = identify(IdentityChannel.FACEBOOK_COMMENT, "100", people)
        return db.session.get_one(Identity, found[number]).customer

    return met


def tell(customer: Customer, kind: str, value: str, ground: str = Ground.CONSENT) -> Fact:
    """Keep a fact as the citizens' form does."""
    with transaction():
        return service.add_fact(
            customer,
            kind=kind,
            value=value,
            origin=Origin(FactSource.FORM, Ground(ground)),
            by=None,
            now=NOW,
        )


def test_a_fact_lies_encrypted_and_is_found_by_its_keyed_hash(
    person: Callable[..., Customer],
) -> None:
    somjai = person("1", "สมใจ")
    tell(somjai, FactKind.PHONE, "๐๘๑-๒๓๔ ๕๖๗๘")
    stored = db.session.execute(text("SELECT value, value_hash FROM facts")).one()
    assert "812345678" not in "".join(stored)
    assert [row.id for row in queries.people("081 234 5678").rows] == [somjai.id]
    assert queries.people("081 234 5679").rows == []


def test_facts_are_masked_and_a_look_at_them_is_written_down(
    person: Callable[..., Customer], make_user: Callable[..., User], now: datetime
) -> None:
    somjai, officer = person("1", "สมใจ"), make_user()
    tell(somjai, FactKind.PHONE, "0812345678")
    shown = queries.card(somjai.id).facts[0]
    assert shown.is_masked
    assert "1234" not in shown.shown
    with transaction():
        facts = service.reveal_facts(somjai, by=officer, now=now)
    assert [fact.value for fact in facts] == ["0812345678"]
    entry = db.session.scalars(select(AccessEntry)).one()
    assert (entry.subject_type, entry.subject_id) == ("customer", str(somjai.id))


def test_a_viewer_may_not_reveal(
    person: Callable[..., Customer], make_user: Callable[..., User], now: datetime
) -> None:
    viewer, somjai = make_user(Role.VIEWER), person("1")
    with pytest.raises(NotAllowed), transaction():
        service.reveal_facts(somjai, by=viewer, now=now)


@pytest.mark.parametrize("number", ["", "12", "1555", "08123", "+1 202 555 0100", "โทรมา"])
def test_what_is_no_telephone_number_is_refused(
    person: Callable[..., Customer], number: str
) -> None:
    somjai = person("1")
    with pytest.raises((service.InvalidPhone, service.EmptyFact)):
        tell(somjai, FactKind.PHONE, number)
    assert db.session.scalars(select(Fact)).all() == []


def test_a_new_value_supersedes_the_old_and_the_same_one_changes_nothing(
    person: Callable[..., Customer],
) -> None:
    somjai = person("1")
    for number in ("0812345678", "081-234-5678", "0899999999"):
        tell(somjai, FactKind.PHONE, number)
    facts = db.session.scalars(select(Fact).order_by(Fact.id)).all()
    assert [(fact.value, fact.superseded_at is None) for fact in facts] == [
        ("0812345678", False),
        ("0899999999", True),
    ]


def test_a_withdrawn_consent_erases_what_was_kept_on_its_ground(
    person: Callable[..., Customer], now: datetime
) -> None:
    somjai = person("1")
    with transaction():
        service.give_consent(somjai, purpose=service.CONTACT, text_version="1", now=now)
    tell(somjai, FactKind.PHONE, "0812345678")
    tell(somjai, FactKind.NAME, "สมใจ", Ground.PUBLIC_TASK)
    with transaction():
        erased = service.withdraw_consent(somjai, purpose=service.CONTACT, now=now)
    assert erased == 1
    assert [fact.kind for fact in queries.facts_of(somjai)] == [FactKind.NAME]
    consent = db.session.scalars(select(Consent)).one()
    assert (consent.given_at, consent.withdrawn_at) == (now, now)


def test_people_are_listed_by_the_beginning_of_a_name(person: Callable[..., Customer]) -> None:
    ids = [person(str(n), f"สมใจ {n}").id for n in range(5)]
    person("9", "100%")
    first = queries.people("สมใจ", limit=3)
    second = queries.people("สมใจ", first.next, limit=3)
    assert [row.id for row in first.rows + second.rows] == ids[::-1]
    assert second.next is None
    assert [row.name for row in queries.people("100%").rows] == ["100%"]
    assert queries.people("%").rows == []


def test_the_same_telephone_is_proposed_as_the_same_person_once(
    person: Callable[..., Customer], make_user: Callable[..., User], now: datetime
) -> None:
    officer, one, other = make_user(), person("1", "สมใจ"), person("2", "ใจดี")
    for customer in (one, other):
        tell(customer, FactKind.PHONE, "0812345678")
    with transaction():
        proposals = service.propose_same_person(other, now=now)
        again = service.propose_same_person(one, now=now)
    assert ([p.evidence for p in proposals], again) == ([{"same": "phone"}], [])
    with transaction():
        service.accept_proposal(proposals[0], by=officer, now=now)
    assert queries.get_customer(other.id) == one
    with pytest.raises(service.AlreadyDecided), transaction():
        service.refuse_proposal(proposals[0], by=officer, now=now)


def test_a_merge_into_itself_or_twice_is_refused(
    person: Callable[..., Customer], make_user: Callable[..., User], now: datetime
) -> None:
    officer, one, two, three = make_user(), person("1"), person("2"), person("3")
    with pytest.raises(service.CannotMerge), transaction():
        service.merge(one, one, by=officer, now=now)
    with transaction():
        first = service.merge(one, two, by=officer, now=now)
        service.merge(three, one, by=officer, now=now)
    with pytest.raises(service.CannotMerge), transaction():
        service.merge(three, two, by=officer, now=now)
    with pytest.raises(service.CannotUnmerge), transaction():
        service.unmerge(first, by=officer, now=now)


STEPS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=8)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_any_merges_undone_in_reverse_leave_everything_as_it_was(
    app: Flask, steps: list[tuple[int, int]]
) -> None:
    people, officer = _five_people(), _officer()
    before = _everything()
    merges: list[Merge] = []
    for kept, absorbed in steps:
        try:
            with transaction():
                merges.append(service.merge(people[kept], people[absorbed], by=officer, now=NOW))
        except service.CannotMerge:
            continue
    for row in reversed(merges):
        with transaction():
            service.unmerge(row, by=officer, now=NOW)
    assert _everything() == before


def _officer() -> User:
    with transaction() as session:
        user = session.scalars(select(User)).first()
        if user is None:
            user = User(
                email="o@example.org", name="o", role=Role.AGENT, password_hash="x", created_at=NOW
            )
            session.add(user)
    return user


def _five_people() -> list[Customer]:
    with transaction():
        seen = {
            str(n): Seen(f"คน {n}", NOW - timedelta(days=n), NOW + timedelta(days=n))
            for n in range(5)
        }
        ids = identify(IdentityChannel.FACEBOOK_COMMENT, "100", seen)
        people = [db.session.get_one(Identity, ids[str(n)]).customer for n in range(5)]
        for number, customer in enumerate(people):
            service.add_fact(
                customer,
                kind=FactKind.PHONE,
                value=f"081234567{number}",
                origin=Origin(FactSource.FORM, Ground.CONSENT),
                by=None,
                now=NOW,
            )
            service.give_consent(customer, purpose=service.CONTACT, text_version="1", now=NOW)
    return people


def _everything() -> list[list[tuple[object, ...]]]:
    statements = (
        "SELECT id, name, first_seen_at, last_seen_at, merged_into_id FROM customers ORDER BY id",
        "SELECT id, customer_id, external_id, name FROM identities ORDER BY id",
        "SELECT id, customer_id, value_hash, superseded_at FROM facts ORDER BY id",
        "SELECT id, customer_id, given_at, withdrawn_at FROM consents ORDER BY id",
    )
    return [[tuple(row) for row in db.session.execute(text(sql))] for sql in statements]
