"""The search page, and the timing that each search leaves."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.search.models import SearchTiming
from tests.browser import Browser
from tests.conftest import PASSWORD
from tests.reports import factories as make

AT = datetime(2026, 10, 5, tzinfo=UTC)


@pytest.fixture
def agent(browser: Browser, make_user: Callable[..., User], app: Flask) -> Browser:
    """A browser of an agent, with one message to be found."""
    with transaction():
        page = make.page(AT)
        make.message(make.conversation(page, AT), AT, "<b>ไฟดับ</b> ซอย ๕", make.person(page, AT))
    browser.login(make_user(Role.AGENT).email, PASSWORD)
    return browser


def timings() -> list[SearchTiming]:
    db.session.rollback()
    return list(db.session.scalars(select(SearchTiming)))


def test_hits_are_marked_and_the_text_is_never_markup(agent: Browser) -> None:
    shown = agent.get("/search?q=ไฟดับ")
    assert "&lt;b&gt;<mark>ไฟดับ</mark>&lt;/b&gt;" in shown
    assert "มิลลิวินาที" in shown


def test_an_empty_box_and_an_unknown_word_say_what_to_do(agent: Browser) -> None:
    assert "พิมพ์คำที่จำได้" in agent.get("/search")
    assert "ไม่พบ “เครื่องบิน”" in agent.get("/search?q=เครื่องบิน")
    assert [timing.hits for timing in timings()] == [0]


def test_typing_on_is_one_search_and_opening_a_hit_ends_it(agent: Browser) -> None:
    first = agent.get("/search?q=ไฟ", headers={"HX-Request": "true"})
    assert "<html" not in first
    (timing,) = timings()
    agent.get(f"/search?q=ไฟดับ&timing={timing.id}", headers={"HX-Request": "true"})
    assert [each.id for each in timings()] == [timing.id]
    response = agent.client.get(f"/search/opened/{timing.id}/conversation/1")
    assert response.headers["Location"] == "/inbox/1"
    (timing,) = timings()
    assert (timing.opened_kind, timing.opened_id) == ("conversation", "1")
    assert timing.ending == "opened"
    agent.get(f"/search?q=ซอย&timing={timing.id}")
    assert len(timings()) == 2


def test_nobody_ends_the_search_of_somebody_else(
    agent: Browser, make_user: Callable[..., User]
) -> None:
    agent.get("/search?q=ไฟ")
    (timing,) = timings()
    agent.login(make_user(Role.VIEWER).email, PASSWORD)
    agent.client.get(f"/search/opened/{timing.id}/conversation/1")
    assert timings()[0].ending is None


def test_an_unknown_kind_of_record_is_not_found(agent: Browser) -> None:
    agent.get("/search/opened/1/user/1", status=404)
