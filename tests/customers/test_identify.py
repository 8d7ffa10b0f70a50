"""Finding or making the identity of whoever a channel names."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from crm.customers.models import Customer, Identity, IdentityChannel
from crm.customers.service import Seen, identify
from crm.db import db, transaction

COMMENTS, MESSENGER = IdentityChannel.FACEBOOK_COMMENT, IdentityChannel.MESSENGER


def _identify(channel: IdentityChannel, **people: Seen) -> dict[str, int]:
    with transaction():
        return identify(channel, "page", people)


def test_a_new_person_becomes_a_customer_with_one_identity(app: Flask, now: datetime) -> None:
    ids = _identify(COMMENTS, a=Seen("สมใจ", now, now), b=Seen(None, now, now))
    assert set(ids) == {"a", "b"}
    assert {row.name for row in db.session.query(Customer)} == {"สมใจ", None}


def test_the_same_person_again_is_the_same_identity(app: Flask, now: datetime) -> None:
    first = _identify(COMMENTS, a=Seen("สมใจ", now, now))
    assert _identify(COMMENTS, a=Seen("สมใจ", now, now)) == first
    assert db.session.query(Customer).count() == 1


def test_the_newest_name_stands_and_the_span_widens(app: Flask, now: datetime) -> None:
    day = timedelta(days=1)
    _identify(COMMENTS, a=Seen("ชื่อกลาง", now, now))
    _identify(COMMENTS, a=Seen("ชื่อเก่า", now - day, now - day))
    _identify(COMMENTS, a=Seen("ชื่อใหม่", now + day, now + day))
    _identify(COMMENTS, a=Seen(None, now + 2 * day, now + 2 * day))
    for row in (db.session.query(Customer).one(), db.session.query(Identity).one()):
        assert row.name == "ชื่อใหม่"
        assert (row.first_seen_at, row.last_seen_at) == (now - day, now + 2 * day)


@pytest.mark.parametrize("first, second", [(COMMENTS, MESSENGER), (MESSENGER, COMMENTS)])
def test_a_commenter_and_a_writer_with_the_same_number_are_linked_and_marked(
    app: Flask, now: datetime, first: IdentityChannel, second: IdentityChannel
) -> None:
    one = _identify(first, a=Seen("สมใจ", now, now))["a"]
    other = _identify(second, a=Seen("สมใจ", now, now))["a"]
    assert one != other
    linked = db.session.get_one(Identity, other)
    assert linked.customer_id == db.session.get_one(Identity, one).customer_id
    assert linked.linked_automatically


def test_the_same_number_on_another_page_is_another_person(app: Flask, now: datetime) -> None:
    with transaction():
        one = identify(COMMENTS, "page", {"a": Seen("สมใจ", now, now)})
        other = identify(COMMENTS, "other page", {"a": Seen("สมใจ", now, now)})
    assert one != other
    assert db.session.query(Customer).count() == 2


def test_many_new_people_take_as_few_statements_as_one(app: Flask, now: datetime) -> None:
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    people = {f"n{number}": Seen(f"คนที่ {number % 7}", now, now) for number in range(150)}
    ids = _identify(COMMENTS, **people)
    event.remove(db.engine, "before_cursor_execute", count)
    named = {row.external_id: row.customer.name for row in db.session.query(Identity)}
    assert named == {number: seen.name for number, seen in people.items()}
    assert len(set(ids.values())) == 150
    assert len(statements) < 12, statements
