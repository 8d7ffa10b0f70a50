"""What an admin did last is taken back by one key, and only as far as nobody changed it since."""

import re
from collections.abc import Callable
from datetime import timedelta

from werkzeug.test import TestResponse

from crm import clock
from crm.auth.models import Role, User
from crm.console import undo
from crm.db import db, transaction
from crm.pagelink import service
from crm.pagelink.models import AnswerState, Conversation, Message, Reply, ReplyState
from crm.worksheets import queries as cases
from tests.browser import Browser
from tests.console.test_never_two import fields_of


def act(agent: Browser, path: str, fields: dict[str, object]) -> str:
    """Do something and read what the page then says; a script is told the same."""
    headers = {"X-Console": "leaves"}
    answer = agent.post(path, fields, page="/inbox", headers=headers)
    return followed(agent, answer)[1]


def press_undo(agent: Browser, page: str) -> tuple[int, str]:
    """Press the button that stands beside the confirmation."""
    at = re.search(r'name="at" value="([^"]+)"', page)
    assert at, page
    return followed(agent, agent.post("/undo", {"at": at[1]}, page="/inbox"))


def followed(agent: Browser, answer: TestResponse) -> tuple[int, str]:
    """The status of an act, and the page that it leads to."""
    if answer.status_code != 303:
        return answer.status_code, answer.text
    return 200, agent.get(answer.location)


def test_messages_that_need_no_answer_wait_again_as_before(agent: Browser, talk_id: int) -> None:
    before = db.session.get_one(Conversation, talk_id).waiting_since
    fields = {"reason": "แท็กเพื่อน", "seen": 10**9}
    page = act(agent, f"/inbox/{talk_id}/needs-none", fields)
    assert db.session.get_one(Conversation, talk_id).waiting_since is None
    status, page = press_undo(agent, page)
    assert status == 200 and "เลิกทำแล้ว" in page
    said = db.session.query(Message).one()
    assert (said.answer_state, said.answer_reason) == (AnswerState.OPEN, None)
    assert said.reopened_at is None
    assert db.session.get_one(Conversation, talk_id).waiting_since == before


def test_an_assignment_a_rest_and_a_tag_are_taken_back(agent: Browser, talk_id: int) -> None:
    me, tag = db.session.query(User).one(), cases.get_tag("inquiry")
    press_undo(agent, act(agent, f"/inbox/{talk_id}/assign", {"to": me.id}))
    press_undo(agent, act(agent, f"/inbox/{talk_id}/snooze", {"hours": 4}))
    press_undo(agent, act(agent, f"/inbox/{talk_id}/tags", {"set": tag.id}))
    talk = db.session.get_one(Conversation, talk_id)
    assert (talk.assignee_id, talk.snoozed_until) == (None, None)
    assert cases.tags_of([talk_id]) == {}


def test_a_tag_that_was_taken_off_is_put_back(agent: Browser, talk_id: int) -> None:
    tag = cases.get_tag("inquiry")
    act(agent, f"/inbox/{talk_id}/tags", {"set": tag.id})
    press_undo(agent, act(agent, f"/inbox/{talk_id}/tags", {"unset": tag.id}))
    assert [one.slug for one in cases.tags_of([talk_id])[talk_id]] == ["inquiry"]


def test_a_reply_is_called_back_while_it_is_queued(agent: Browser, talk_id: int) -> None:
    fields = fields_of(agent.get(f"/inbox/{talk_id}"), then="next")
    page = act(agent, f"/inbox/{talk_id}/reply", fields)
    assert press_undo(agent, page)[0] == 200
    assert db.session.query(Reply).one().state == ReplyState.CANCELLED


def test_a_reply_that_has_left_is_not_called_back(agent: Browser, talk_id: int) -> None:
    fields = fields_of(agent.get(f"/inbox/{talk_id}"), then="next")
    page = act(agent, f"/inbox/{talk_id}/reply", fields)
    with transaction():
        db.session.query(Reply).one().state = ReplyState.SENT
    status, page = press_undo(agent, page)
    assert status == 409 and "เลิกทำไม่ได้แล้ว" in page


def test_what_a_colleague_changed_since_stays(
    agent: Browser, talk_id: int, make_user: Callable[..., User]
) -> None:
    me, other_id = db.session.query(User).one(), make_user(Role.SUPERVISOR).id
    page = act(agent, f"/inbox/{talk_id}/assign", {"to": me.id})
    with transaction():
        other = db.session.get_one(User, other_id)
        talk = db.session.get_one(Conversation, talk_id)
        service.assign(talk, to=other, by=other, now=clock.now())
    assert press_undo(agent, page)[0] == 409
    assert db.session.get_one(Conversation, talk_id).assignee_id == other_id


def test_nobody_takes_back_what_another_did_or_what_is_long_ago(
    agent: Browser, talk_id: int, make_user: Callable[..., User]
) -> None:
    other_id, now = make_user(Role.SUPERVISOR).id, clock.now()
    long_ago = now - undo.UNDOABLE_FOR - timedelta(seconds=1)
    with transaction():
        other = db.session.get_one(User, other_id)
        service.assign(db.session.get_one(Conversation, talk_id), to=other, by=other, now=now)
    for at, words in ((now, "เลิกทำไม่ได้แล้ว"), (long_ago, "10 นาที")):
        answer = agent.post("/undo", {"at": at.isoformat()}, page="/inbox")
        assert answer.status_code == 409 and words in answer.text
    assert db.session.get_one(Conversation, talk_id).assignee_id == other_id
