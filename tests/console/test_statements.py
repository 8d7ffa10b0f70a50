"""A list asks the database as often for many rows as for few."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import event

from crm import clock
from crm.db import db, transaction
from crm.pagelink.models import Page
from tests.browser import Browser
from tests.console.factories import make_conversation, make_identity, make_post, put_tag, say


def statements(visit: Callable[[], object]) -> int:
    """How many statements a visit takes; BEGIN, which only SQLite shows, is none."""
    counted: list[str] = []

    def note(*args: object) -> None:
        counted.extend([str(args[2])] if args[2] != "BEGIN" else [])

    event.listen(db.engine, "before_cursor_execute", note)
    visit()
    event.remove(db.engine, "before_cursor_execute", note)
    return len(counted)


def fill(many: int) -> None:
    """Further people who wait, each with a tag, under posts of their own."""
    now = clock.now()
    with transaction():
        page = db.session.query(Page).one()
        for number in range(many):
            since = now - timedelta(minutes=number)
            talk = make_conversation(page, since, post=make_post(page, now))
            say(talk, "ขยะไม่มาเก็บ", since, by=make_identity(page, now, f"คนที่ {number}"))
            put_tag(talk, "complaint", now)


def test_lists_take_no_more_statements_for_more_rows(agent: Browser, talk_id: int) -> None:
    paths = ("/inbox", "/posts", "/customers")
    few = {path: statements(lambda path=path: agent.get(path)) for path in paths}
    fill(20)
    many = {path: statements(lambda path=path: agent.get(path)) for path in paths}
    assert many == few
    assert few["/inbox"] <= 12


def test_a_conversation_takes_no_more_statements_for_more_that_wait(
    agent: Browser, talk_id: int
) -> None:
    path = f"/inbox/{talk_id}"
    few = statements(lambda: agent.get(path))
    fill(20)
    assert statements(lambda: agent.get(path)) == few
    assert few <= 12


def test_a_console_opens_a_conversation_with_few_statements(agent: Browser, talk_id: int) -> None:
    beside_a_list = {"X-Console": "opens"}
    assert statements(lambda: agent.get(f"/inbox/{talk_id}", headers=beside_a_list)) <= 10
