"""The list shows who waits, in an order in which nobody is forgotten."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from crm.auth.models import User
from crm.console.filters import InboxFilter
from crm.console.queries.inbox import Reader, list_conversations, next_waiting, rows_of
from crm.db import db, transaction
from crm.pagelink.models import Page
from tests.console.factories import (
    make_conversation,
    make_identity,
    make_page,
    make_post,
    put_tag,
    say,
)

GROWING = ("conversations", "messages", "conversation_tags", "worksheets", "worksheet_messages")


@pytest.fixture
def reader(app: Flask, make_user: Callable[..., User], now: datetime) -> Reader:
    return Reader(make_user(), now, UTC)


@pytest.fixture
def page(app: Flask, now: datetime) -> Page:
    with transaction():
        return make_page(now)


def ids(view: InboxFilter, reader: Reader, cursor: str = "") -> list[int]:
    return [place.id for place in list_conversations(view, reader, cursor).places]


def test_urgent_ones_stand_above_then_who_has_waited_longest(
    page: Page, reader: Reader, now: datetime
) -> None:
    with transaction():
        young = make_conversation(page, now - timedelta(hours=1)).id
        old = make_conversation(page, now - timedelta(days=3)).id
        urgent = make_conversation(page, now - timedelta(minutes=5), urgent=True).id
        make_conversation(page, None)
    assert ids(InboxFilter(), reader) == [urgent, old, young]


def test_what_was_put_aside_comes_back_when_its_time_has_come(
    page: Page, reader: Reader, now: datetime
) -> None:
    with transaction():
        resting = make_conversation(page, now - timedelta(hours=9))
        resting.snoozed_until = now + timedelta(hours=1)
        awake = make_conversation(page, now - timedelta(hours=9))
        awake.snoozed_until = now - timedelta(minutes=1)
        first, second = resting.id, awake.id
    assert ids(InboxFilter(), reader) == [second]
    assert ids(InboxFilter(show="snoozed"), reader) == [first]


def test_the_tabs_part_mine_from_nobodys(page: Page, reader: Reader, now: datetime) -> None:
    with transaction():
        mine = make_conversation(page, now, assignee=reader.user).id
        nobodys = make_conversation(page, now).id
    assert ids(InboxFilter(tab="mine"), reader) == [mine]
    assert ids(InboxFilter(tab="unassigned"), reader) == [nobodys]
    assert list_conversations(InboxFilter(), reader).counts == {
        "mine": 1,
        "unassigned": 1,
        "all": 2,
    }


def test_the_tabs_are_counted_though_the_one_shown_is_empty(
    page: Page, reader: Reader, now: datetime
) -> None:
    with transaction():
        make_conversation(page, now)
    empty = list_conversations(InboxFilter(tab="mine"), reader)
    assert (empty.places, empty.counts["all"]) == ([], 1)
    assert list_conversations(InboxFilter(show="snoozed"), reader).counts["all"] is None


def test_a_long_list_goes_on_without_a_gap_or_a_repeat(
    page: Page, reader: Reader, now: datetime
) -> None:
    with transaction():
        for number in range(10):
            make_conversation(page, now - timedelta(minutes=number // 2), urgent=number == 3)
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        part = list_conversations(InboxFilter(), reader, cursor, limit=4)
        seen += [place.id for place in part.places]
        cursor = part.next
    assert len(seen) == len(set(seen)) == 10


def test_a_row_shows_what_was_said_last_and_the_tags(
    page: Page, reader: Reader, now: datetime
) -> None:
    with transaction():
        talk = make_conversation(page, now, post=make_post(page, now))
        person = make_identity(page, now)
        say(talk, "ไฟดับ", now - timedelta(hours=2), by=person)
        say(talk, "ยังดับอยู่", now, by=person)
        put_tag(talk, "inquiry", now)
    (row,) = rows_of(ids(InboxFilter(), reader))
    assert row.message is not None
    assert (row.message.text, row.open_count) == ("ยังดับอยู่", 2)
    assert [tag.slug for tag in row.tags] == ["inquiry"]


def test_the_list_is_narrowed_by_tag_wait_and_day(
    page: Page, reader: Reader, now: datetime
) -> None:
    with transaction():
        tagged = make_conversation(page, now - timedelta(hours=5))
        put_tag(tagged, "praise", now)
        make_conversation(page, now)
        wanted = tagged.id
    assert ids(InboxFilter(tag="praise"), reader) == [wanted]
    assert ids(InboxFilter(hours="4"), reader) == [wanted]
    assert ids(InboxFilter(until="2026-10-04"), reader) == [wanted]


def test_after_one_is_done_the_top_of_the_same_view_is_next(
    page: Page, reader: Reader, now: datetime
) -> None:
    with transaction():
        first = make_conversation(page, now - timedelta(hours=2)).id
        second = make_conversation(page, now - timedelta(hours=1)).id
    assert next_waiting(first, InboxFilter(), reader) == second
    assert next_waiting(second, InboxFilter(), reader) == first


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"tab": "mine"},
        {"tag": "praise"},
        {"stage": "checking"},
        {"district": "ดินแดง"},
        {"agency": "3"},
        {"show": "everything"},
        {"show": "everything", "page": "1"},
        {"show": "everything", "kind": "post"},
        {"show": "everything", "tab": "mine"},
        {"show": "snoozed"},
    ],
    ids=str,
)
def test_every_view_of_the_list_is_served_by_indexes(reader: Reader, asked: dict[str, str]) -> None:
    steps = plan_of(InboxFilter.from_address(asked), reader)
    read_whole = [f"SCAN {table}" for table in GROWING]
    assert [step for step in steps if step in read_whole] == []
    looked_up_wrongly = ("(answer_state=", "(tag_id=", "(district=", "(agency_id=")
    assert [step for step in steps if any(index in step for index in looked_up_wrongly)] == []


def plan_of(view: InboxFilter, reader: Reader) -> list[str]:
    """How SQLite goes about the list's own statement."""
    said: list[tuple[str, Any]] = []

    def note(*args: Any) -> None:
        said.append((args[2], args[3]))

    event.listen(db.engine, "before_cursor_execute", note)
    list_conversations(view, reader)
    event.remove(db.engine, "before_cursor_execute", note)
    statement, values = next(each for each in said if "conversations.changed_seq" in each[0])
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    return [row[3] for row in plan]
