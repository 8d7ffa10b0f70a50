"""A person's history: everything in one column, newest first, page by page."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from crm.auth.models import Role, User
from crm.console.queries.timeline import timeline
from crm.customers import service as customers
from crm.customers.models import Customer
from crm.customers.service import FactKind, FactSource, Ground, Origin
from crm.db import db, transaction
from crm.pagelink import service as pagelink
from crm.pagelink.models import Page, Reply, ReplyState, Route
from crm.search import service as search
from crm.search.service import Answer
from crm.worksheets import service as cases
from tests.browser import Browser
from tests.console.factories import make_conversation, make_identity, make_page, say
from tests.console.test_statements import statements

KINDS = ["search", "fact", "note", "reply", "step", "message"]


@pytest.fixture
def officer(make_user: Callable[..., User]) -> User:
    """A Page admin."""
    return make_user(Role.AGENT)


@pytest.fixture
def person(officer: User, now: datetime) -> Customer:
    """Somebody with whom everything happened that can, an hour apart."""
    hours = [now + timedelta(hours=hour) for hour in range(6)]
    with transaction():
        page = make_page(now)
        account = make_identity(page, now)
        talk = make_conversation(page, now)
        asked = say(talk, "ไฟทางดับ", hours[0], by=account)
        cases.open_worksheet(talk, by=officer, now=hours[1])
        db.session.add(
            Reply(
                page_id=page.id,
                conversation_id=talk.id,
                target_message_id=asked.id,
                target_external_id=asked.external_id,
                route=Route.COMMENT,
                text="รับเรื่องแล้ว",
                state=ReplyState.SENT,
                created_at=hours[2],
                written_by_id=officer.id,
            )
        )
        pagelink.add_note(talk, "โทรแล้ว", by=officer, now=hours[3])
        customers.add_fact(
            account.customer,
            kind=FactKind.PHONE,
            value="0812345678",
            origin=Origin(FactSource.STAFF, Ground.PUBLIC_TASK),
            by=officer,
            now=hours[4],
        )
        timing = search.record_search(Answer(1, 3), by=officer, now=hours[5])
        key = str(account.customer_id)
        search.record_opened(timing.id, "customer", key, by=officer, now=hours[5])
    return account.customer


def test_everything_stands_in_one_column_newest_first(person: Customer, officer: User) -> None:
    entries = timeline(person, user=officer).entries
    assert [entry.kind for entry in entries] == KINDS
    assert entries == sorted(entries, key=lambda entry: entry.at, reverse=True)


def test_the_pages_of_a_history_join_without_a_gap(person: Customer, officer: User) -> None:
    found, cursor = [], ""
    while True:
        part = timeline(person, cursor, user=officer, limit=2)
        found += [entry.kind for entry in part.entries]
        if part.next is None:
            break
        cursor = part.next
    assert found == KINDS


def test_entries_of_one_moment_are_each_shown_once(
    person: Customer, officer: User, now: datetime
) -> None:
    with transaction():
        page = db.session.query(Page).one()
        talk = make_conversation(page, now)
        for number in range(7):
            say(talk, f"ข้อความ {number}", now, by=person.identities[0])
    whole = [entry.row for entry in timeline(person, user=officer).entries]
    parts, cursor = [], ""
    for _ in range(20):
        part = timeline(person, cursor, user=officer, limit=3)
        parts += [entry.row for entry in part.entries]
        cursor = part.next or ""
        if not cursor:
            break
    assert parts == whole


def test_an_address_that_was_never_ours_begins_at_the_top(person: Customer, officer: User) -> None:
    for cursor in ("x", "1~2~3", "2026-10-05T00:00:00~message~1"):
        assert len(timeline(person, cursor, user=officer).entries) == len(KINDS)


def test_a_restricted_case_is_not_told_to_who_may_not_see_it(
    person: Customer, make_user: Callable[..., User], now: datetime
) -> None:
    with transaction():
        cases_of_person = db.session.execute(db.text("UPDATE worksheets SET restricted = true"))
    assert cases_of_person.rowcount == 1
    stranger = make_user(Role.AGENT, "other@example.org")
    kinds = [entry.kind for entry in timeline(person, user=stranger).entries]
    assert kinds == [kind for kind in KINDS if kind != "step"]


def test_a_long_history_takes_no_more_statements(
    agent: Browser, talk_id: int, now: datetime
) -> None:
    person = db.session.query(Customer).one()
    path = f"/customers/{person.id}"
    few = statements(lambda: agent.get(path))
    with transaction():
        talk = make_conversation(db.session.query(Page).one(), now)
        for number in range(60):
            at = now + timedelta(minutes=number)
            say(talk, f"ข้อความ {number}", at, by=person.identities[0])
    assert statements(lambda: agent.get(path)) == few
    assert few <= 19
    assert "แสดงเพิ่ม" in agent.get(f"{path}/history")
