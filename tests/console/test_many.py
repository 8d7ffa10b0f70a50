"""Many at once: one act, or one answer, for all that was chosen, each by itself."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from crm import clock
from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.pagelink import outbox
from crm.pagelink.models import AnswerState, Conversation, Message, Reply, Route
from crm.worksheets import queries as cases
from tests.browser import Browser
from tests.console.factories import make_conversation, make_identity, say
from tests.console.test_undo import followed, press_undo

FLOOD = 50
ANSWER = "เจ้าหน้าที่กำลังเร่งระบายน้ำ{kha}"


@pytest.fixture
def post_id(talk_id: int) -> int:
    """A post with fifty comments about one event, two of them too old for a private reply."""
    now = clock.now()
    with transaction():
        first = db.session.get_one(Conversation, talk_id)
        for place in range(FLOOD - 1):
            since = now - (timedelta(days=9) if place < 2 else timedelta(hours=1))
            talk = make_conversation(first.page, since, post=first.post)
            say(talk, "น้ำท่วม", since, by=make_identity(first.page, now, f"คนที่ {place}"))
        assert first.post_id
        return first.post_id


def fields_on(page: str) -> dict[str, object]:
    """What the page's form would send, with every box as it stands."""
    found: dict[str, object] = {}
    chosen = re.findall(r'name="chosen" value="(\d+)"', page)
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page):
        if name not in ("csrf_token", "chosen"):
            found[name] = value
    return {**found, "chosen": chosen}


def preview(agent: Browser, page: str, **more: object) -> str:
    """The page that says whom the answer would reach."""
    fields = {**fields_on(page), "text": ANSWER, "way": "best", **more}
    answer = agent.post("/inbox/many/preview", fields, page="/inbox")
    assert answer.status_code == 200, answer.text
    return answer.text


def test_fifty_comments_about_one_event_get_one_answer_each_by_its_own_route(
    agent: Browser, post_id: int
) -> None:
    page = preview(agent, agent.get(f"/inbox/many?post={post_id}"))
    assert "ส่งถึง 50 ราย" in page
    assert "สาธารณะ 2 ราย" in page and "ส่วนตัว 48 ราย" in page
    assert db.session.query(Reply).count() == 0
    fields = fields_on(page)
    for _ in range(2):
        answer = agent.post("/inbox/many/answer", fields, page="/inbox")
        assert answer.status_code == 303
    replies = db.session.query(Reply).all()
    assert len(replies) == FLOOD
    assert len({reply.target_message_id for reply in replies}) == FLOOD
    routes = [reply.route for reply in replies]
    assert (routes.count(Route.COMMENT), routes.count(Route.PRIVATE_REPLY)) == (2, 48)
    assert all("{" not in reply.text for reply in replies)
    assert {reply.text for reply in replies} == {"เจ้าหน้าที่กำลังเร่งระบายน้ำค่ะ"}


def test_whose_replies_are_reviewed_is_told_that_they_wait(agent: Browser, post_id: int) -> None:
    with transaction():
        db.session.query(User).one().replies_reviewed = True
    fields = fields_on(preview(agent, agent.get(f"/inbox/many?post={post_id}")))
    _, page = followed(agent, agent.post("/inbox/many/answer", fields, page="/inbox"))
    assert "ส่งคำตอบ 50 รายการให้หัวหน้าตรวจแล้ว" in page
    assert {reply.state for reply in db.session.query(Reply)} == {"waiting"}


def test_the_preview_says_who_cant_be_reached(agent: Browser, post_id: int) -> None:
    page = preview(agent, agent.get(f"/inbox/many?post={post_id}"), way="private")
    assert "ส่งถึง 48 ราย" in page and "ส่งไม่ถึง 2 ราย" in page


def test_from_the_preview_one_goes_back_to_the_words(agent: Browser, post_id: int) -> None:
    page = preview(agent, agent.get(f"/inbox/many?post={post_id}"), way="private")
    assert "กลับไปแก้ข้อความ" in page
    back = agent.post("/inbox/many/edit", fields_on(page), page="/inbox").text
    assert f">{ANSWER}</textarea>" in back and 'value="private" selected' in back
    assert len(re.findall('name="chosen"', back)) == FLOOD


def test_whom_a_colleague_answers_already_is_not_answered_twice(
    agent: Browser, post_id: int, make_user: Callable[..., User]
) -> None:
    page = preview(agent, agent.get(f"/inbox/many?post={post_id}"))
    learner = make_user(Role.AGENT, "learner@example.org")
    with transaction():
        learner.replies_reviewed = True
        talk = db.session.query(Conversation).order_by(Conversation.id).first()
        assert talk
        outbox.queue(talk, text="รับเรื่องแล้วค่ะ", by=learner, now=clock.now())
    _, told = followed(agent, agent.post("/inbox/many/answer", fields_on(page), page="/inbox"))
    assert "รับคำตอบ 49 รายการไว้แล้ว" in told and "รออนุมัติหรือรอส่งอยู่แล้ว" in told
    assert db.session.query(Reply).count() == FLOOD
    again = preview(agent, agent.get(f"/inbox/many?post={post_id}"))
    assert "ส่งไม่ถึง 50 ราย" in again and "ส่งทั้งหมด" not in again


def test_an_answer_to_many_is_called_back_by_one_key(agent: Browser, post_id: int) -> None:
    fields = fields_on(preview(agent, agent.get(f"/inbox/many?post={post_id}")))
    _, page = followed(agent, agent.post("/inbox/many/answer", fields, page="/inbox"))
    assert "รับคำตอบ 50 รายการไว้แล้ว" in page
    status, page = press_undo(agent, page)
    assert status == 200 and "เลิกทำแล้ว 50 รายการ" in page
    assert {reply.state for reply in db.session.query(Reply)} == {"cancelled"}


def test_all_that_was_chosen_is_tagged_assigned_and_set_aside(agent: Browser, post_id: int) -> None:
    fields = fields_on(agent.get(f"/inbox/many?post={post_id}"))
    tag = cases.get_tag("inquiry").id
    acts: tuple[dict[str, object], ...] = (
        {"do": "tag", "tag": tag},
        {"do": "assign", "to": 1},
        {"do": "needs_none", "reason": "แท็กเพื่อน"},
    )
    for more in acts:
        _, page = followed(agent, agent.post("/inbox/many", {**fields, **more}, page="/inbox"))
        assert "ทำแล้ว 50 รายการ" in page
    assert len(cases.tags_of([int(number) for number in fields["chosen"]])) == FLOOD  # type: ignore[attr-defined]
    assert {talk.assignee_id for talk in db.session.query(Conversation)} == {1}
    assert {said.answer_state for said in db.session.query(Message)} == {AnswerState.NEEDS_NONE}
    assert press_undo(agent, page)[0] == 200
    assert {said.answer_state for said in db.session.query(Message)} == {AnswerState.OPEN}


def test_what_came_after_the_page_was_shown_is_left_alone(agent: Browser, talk_id: int) -> None:
    fields = fields_on(agent.get(f"/inbox/many?chosen={talk_id}"))
    with transaction():
        say(db.session.get_one(Conversation, talk_id), "ด่วน น้ำเข้าบ้านแล้ว", clock.now())
    agent.post("/inbox/many", {**fields, "do": "close"}, page="/inbox")
    states = [said.answer_state for said in db.session.query(Message).order_by(Message.id)]
    assert states == [AnswerState.NEEDS_NONE, AnswerState.OPEN]


def test_nothing_chosen_is_said(agent: Browser, talk_id: int) -> None:
    assert "ไม่ได้เลือกรายการใด" in agent.get("/inbox/many")
    answer = agent.post("/inbox/many", {"do": "close"}, page="/inbox")
    assert answer.status_code == 400 and "กรุณาเลือกอย่างน้อยหนึ่งรายการ" in answer.text


def test_a_restricted_conversation_is_not_among_those_under_the_post(
    agent: Browser, post_id: int, talk_id: int
) -> None:
    with transaction():
        db.session.get_one(Conversation, talk_id).restricted = True
    page = agent.get(f"/inbox/many?post={post_id}")
    assert "สมหญิง" not in page and "คนที่ 7" in page
