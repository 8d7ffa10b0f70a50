"""A conversation with a restricted case is closed to everybody but supervisors and who works on
it: on its page, in the list, in the search, on the person's card and under the post."""

from collections.abc import Callable

import pytest
from flask import Flask

from crm import clock
from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.pagelink import service as pagelink
from crm.pagelink.models import Conversation, Message
from crm.worksheets.models import Tag
from crm.worksheets.service import open_worksheet
from tests.browser import Browser
from tests.conftest import PASSWORD

WORDS = "หน้าซอยดับ"


@pytest.fixture
def chief(app: Flask, make_user: Callable[..., User]) -> Browser:
    """A supervisor's browser."""
    make_user(Role.SUPERVISOR)
    browser = Browser(app)
    browser.login("supervisor@example.org", PASSWORD)
    return browser


@pytest.fixture
def closed_id(talk_id: int, chief: Browser) -> int:
    """The conversation, with a case of misconduct that the supervisor opened on it."""
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        topic = db.session.query(Tag).filter(Tag.restricted).first()
        by = db.session.query(User).filter_by(role=Role.SUPERVISOR).one()
        open_worksheet(talk, topics=[topic], title="เจ้าหน้าที่เรียกรับเงิน", by=by, now=clock.now())
    return talk_id


def paths() -> list[str]:
    """Every page on which something of it could show."""
    message = db.session.query(Message).one()
    person = message.identity.customer_id
    lists = ["/inbox", "/inbox/handover", "/search?q=ไฟทาง"]
    return [*lists, f"/customers/{person}", f"/posts/{message.post_id}"]


def test_who_has_nothing_to_do_with_it_finds_it_nowhere(agent: Browser, closed_id: int) -> None:
    shown = [path for path in paths() if WORDS in agent.get(path)]
    assert shown == []
    assert WORDS not in agent.client.get("/inbox/news").text


def test_no_page_and_no_act_of_it_is_open_to_them(agent: Browser, closed_id: int) -> None:
    agent.get(f"/inbox/{closed_id}", status=403)
    assert agent.client.get(f"/inbox/news?opened={closed_id}").status_code == 403
    for act in ("reply", "note", "assign", "tags", "writing", "take-over", "worksheet"):
        answer = agent.post(f"/inbox/{closed_id}/{act}", {"text": "x", "to": 1}, page="/inbox")
        assert (act, answer.status_code) == (act, 403)


def test_a_supervisor_sees_it_everywhere(chief: Browser, closed_id: int) -> None:
    with transaction():
        pagelink.assign(
            db.session.get_one(Conversation, closed_id), to=None, by=None, now=clock.now()
        )
    assert [path for path in paths() if WORDS not in chief.get(path)] == []
    assert WORDS in chief.get(f"/inbox/{closed_id}")


def test_whoever_it_is_given_to_may_work_on_it(agent: Browser, closed_id: int) -> None:
    with transaction():
        me = db.session.query(User).filter_by(role=Role.AGENT).one()
        pagelink.assign(
            db.session.get_one(Conversation, closed_id), to=me, by=None, now=clock.now()
        )
    assert WORDS in agent.get(f"/inbox/{closed_id}")
    assert WORDS in agent.get("/inbox")


def test_who_makes_a_case_restricted_goes_on_working_on_it(agent: Browser, talk_id: int) -> None:
    topic = db.session.query(Tag).filter(Tag.restricted, Tag.kind == "topic").first()
    assert topic is not None
    agent.post(f"/inbox/{talk_id}/worksheet", {"title": "ทุจริต", "topic": topic.id}, page="/inbox")
    talk = db.session.get_one(Conversation, talk_id)
    assert (talk.restricted, talk.assignee.email) == (True, "agent@example.org")
    assert WORDS in agent.get(f"/inbox/{talk_id}")
