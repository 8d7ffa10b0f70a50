"""The guesses beside a conversation and on a worksheet: with reasons, in one press, undoable."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from crm import clock
from crm.auth.models import Role
from crm.console.jobs import consider_messages
from crm.db import db, transaction
from crm.pagelink.models import Page
from crm.worksheets import queries, service
from crm.worksheets.models import Worksheet, WorksheetProposal
from tests.browser import Browser
from tests.console.factories import make_conversation, make_identity, say

TEXT = "ไฟทางดับทั้งซอยลาดพร้าว 71 มืดมาก"
HERE = service.Place("pin", 13.7650, 100.6050, district="วังทองหลาง", soi="ลาดพร้าว 71")


@pytest.fixture
def older(agent: Browser, talk_id: int) -> Worksheet:
    """Another citizen's open case about the street light in a soi."""
    return open_case("มานะ ตัวอย่าง")


def open_case(name: str, place: service.Place = HERE) -> Worksheet:
    now = clock.now()
    with transaction():
        page = db.session.query(Page).one()
        talk = make_conversation(page, now - timedelta(days=2))
        say(talk, TEXT, now - timedelta(days=2), by=make_identity(page, now, name))
        sheet = service.open_worksheet(
            talk, topics=[queries.get_tag("street_light")], title="ไฟทางดับ", by=None, now=now
        )
        service.set_place(sheet, place, by=None, now=now)
    return sheet


def follow(browser: Browser, action: str, page: str, **fields: str) -> str:
    """Press a button of a page, and look at the page again."""
    assert browser.post(action, fields, page=page).status_code == 303
    return browser.get(page)


def test_the_same_problem_by_others_is_joined_and_undone_in_one_press(
    agent: Browser, older: Worksheet
) -> None:
    now = clock.now()
    with transaction():
        page = db.session.query(Page).one()
        talk = make_conversation(page, now)
        say(talk, "ไฟทางซอยลาดพร้าว 71 ดับ มืดมาก", now, by=make_identity(page, now, "คนใหม่"))
    assert consider_messages()["considered"] >= 1
    path = f"/inbox/{talk.id}"
    shown = agent.get(path)
    for words in (older.number, "อาจเป็นเรื่องเดียวกับที่มีผู้แจ้งแล้ว", "ซอยเดียวกัน", "หมวดปัญหาเดียวกัน"):
        assert words in shown
    proposal = db.session.query(WorksheetProposal).filter_by(kind="duplicate").one()
    accepted = follow(agent, f"{path}/proposals/{proposal.id}/accept", path)
    assert "รวมไว้ในใบงานนี้แล้ว" in accepted
    assert {person.name for person in queries.recipients(older)} == {"มานะ ตัวอย่าง", "คนใหม่"}
    follow(agent, f"{path}/proposals/{proposal.id}/undo", path)
    assert {person.name for person in queries.recipients(older)} == {"มานะ ตัวอย่าง"}
    refused = follow(agent, f"{path}/proposals/{proposal.id}/refuse", path)
    assert "อาจเป็นเรื่องเดียวกับที่มีผู้แจ้งแล้ว" not in refused


def test_a_worksheet_shows_its_likely_twins_until_they_are_told_apart(
    agent: Browser, older: Worksheet
) -> None:
    later = open_case("คนใหม่")
    path = f"/worksheets/{later.number}"
    shown = agent.get(path)
    assert "อาจเป็นเรื่องเดียวกัน" in shown
    assert "ห่างกันประมาณ 0 เมตร" in shown
    left = follow(agent, f"{path}/tell-apart", path, other=older.number)
    assert "อาจเป็นเรื่องเดียวกัน" not in left


def test_a_viewer_sees_the_reasons_but_no_button(older: Worksheet, viewer: Browser) -> None:
    later = open_case("คนใหม่")
    shown = viewer.get(f"/worksheets/{later.number}")
    assert "อาจเป็นเรื่องเดียวกัน" in shown
    assert "tell-apart" not in shown


def test_a_supervisor_keeps_the_words_that_suggest_a_tag(log_in: Callable[[Role], Browser]) -> None:
    browser = log_in(Role.SUPERVISOR)
    assert "ไฟส่องสว่าง" in browser.get("/admin/tags")
    words = "โคมไฟ\n\nไฟทาง \n!ไฟทางเข้าบ้าน"
    follow(browser, "/admin/tags/street_light/keywords", "/admin/tags", words=words)
    kept = {keyword.word for keyword in queries.get_tag("street_light").keywords}
    assert kept == {"โคมไฟ", "ไฟทาง", "!ไฟทางเข้าบ้าน"}


def test_an_agent_does_not_change_the_words(agent: Browser) -> None:
    assert agent.get("/admin/tags", status=403)
