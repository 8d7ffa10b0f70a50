"""Never two on one, without any script: the server asks before it sends past what is new."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from crm import clock
from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.pagelink import outbox, service
from crm.pagelink.models import Conversation, Draft, Message, Presence, Reply, Route
from tests.browser import Browser
from tests.console.factories import say
from tests.console.test_inbox_views import question_of

TEXT = "รับเรื่องแล้วค่ะ"


@pytest.fixture
def colleague(make_user: Callable[..., User]) -> User:
    """Somebody else of the centre."""
    return make_user(Role.SUPERVISOR, "koi@example.org")


def fields_of(page: str, **more: object) -> dict[str, object]:
    """What the composer's form would send."""
    form = page.split('id="reply-form"')[1].split("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    told = {name: value for name, value in hidden if name != "csrf_token"}
    return {**told, "text": TEXT, "route": Route.COMMENT, **more}


def send(agent: Browser, talk_id: int, fields: dict[str, object]) -> tuple[int, str]:
    """Press the button; the status and the page that comes."""
    answer = agent.post(f"/inbox/{talk_id}/reply", fields, page="/inbox")
    return answer.status_code, answer.text


def test_what_a_citizen_wrote_meanwhile_is_shown_before_the_answer_is_sent(
    agent: Browser, talk_id: int
) -> None:
    fields = fields_of(agent.get(f"/inbox/{talk_id}"))
    with transaction():
        say(db.session.get_one(Conversation, talk_id), "ไฟติดแล้วค่ะ ขอบคุณ", clock.now())
    status, page = send(agent, talk_id, fields)
    assert status == 409
    assert "ระหว่างที่ท่านพิมพ์" in page and "ไฟติดแล้วค่ะ" in page
    assert f">{TEXT}</textarea>" in page
    assert "ส่งเลย" in page and "อ่านก่อน" in page
    assert "ข้อความของท่านยังไม่ได้ส่ง" in page
    assert db.session.query(Reply).count() == 0
    assert send(agent, talk_id, fields_of(page))[0] == 303
    assert db.session.query(Reply).one().text == TEXT


def test_what_a_colleague_answered_meanwhile_is_shown_too(
    agent: Browser, talk_id: int, colleague: User
) -> None:
    fields = fields_of(agent.get(f"/inbox/{talk_id}"))
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        target = db.session.query(Message).one()
        words = {"text": "ส่งช่างแล้ว", "route": Route.COMMENT}
        outbox.queue(talk, target=target, by=colleague, now=clock.now(), **words)
    status, page = send(agent, talk_id, fields)
    assert (status, "ส่งช่างแล้ว" in page.split('id="meanwhile"')[1]) == (409, True)
    assert db.session.query(Reply).count() == 1


def test_a_colleague_who_is_writing_is_named_and_only_a_yes_answers_all_the_same(
    agent: Browser, talk_id: int, colleague: User
) -> None:
    fields = fields_of(agent.get(f"/inbox/{talk_id}"))
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        service.start_writing(talk, by=colleague, now=clock.now() - timedelta(seconds=5))
    status, page = send(agent, talk_id, fields)
    assert status == 409
    assert f"{colleague.name}กำลังตอบ" in page
    assert "รอก่อน" in page and "อ่านก่อน" not in page
    assert send(agent, talk_id, fields_of(page))[0] == 303


def test_the_list_says_who_is_writing_and_so_does_the_poll(
    agent: Browser, talk_id: int, colleague: User
) -> None:
    asked = question_of(agent.get("/inbox"))
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        service.start_writing(talk, by=colleague, now=clock.now())
    news = agent.client.get(asked)
    assert (news.status_code, f"{colleague.name}กำลังตอบ" in news.text) == (200, True)


def test_taking_over_gives_the_pen(agent: Browser, talk_id: int, colleague: User) -> None:
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        service.start_writing(talk, by=colleague, now=clock.now())
    agent.post(f"/inbox/{talk_id}/take-over", page="/inbox")
    writer = db.session.query(Presence).one().user
    assert writer.email == "agent@example.org"
    assert "กำลังตอบ" not in agent.get(f"/inbox/{talk_id}")


def test_a_draft_is_there_again_on_another_device_and_gone_once_it_was_sent(
    agent: Browser, talk_id: int
) -> None:
    path = f"/inbox/{talk_id}/writing"
    agent.post(path, {"text": "กำลังตรวจ", "left": "1"}, page="/inbox")
    page = agent.get(f"/inbox/{talk_id}")
    assert ">กำลังตรวจ</textarea>" in page
    fields = fields_of(page)
    assert send(agent, talk_id, fields)[0] == 303
    late = agent.post(path, {"text": "กำลังตรวจ", "once": fields["once"]}, page="/inbox")
    assert late.status_code == 204
    assert db.session.query(Draft).count() == 0
    assert db.session.query(Presence).count() == 0


def test_the_poll_brings_the_open_conversation_only_when_that_has_changed(
    agent: Browser, talk_id: int
) -> None:
    asked = question_of(agent.get(f"/inbox/{talk_id}"))
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        other = Conversation(page_id=talk.page_id, kind="comment", key="another", changed_seq=1)
        db.session.add(other)
    assert 'id="thread"' not in agent.client.get(asked).text
    with transaction():
        service.touch(db.session.get_one(Conversation, talk_id), clock.now())
    news = agent.client.get(asked).text
    assert all(f'id="{part}"' in news for part in ("rows", "thread", "composer", "side"))
