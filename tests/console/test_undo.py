"""What an admin did last is taken back by one key, and only as far as nobody changed it since."""

import re
from collections.abc import Callable
from datetime import timedelta

from werkzeug.test import TestResponse

from crm import clock
from crm.auth.models import AuditEntry, Role, User
from crm.console import undo
from crm.db import db, transaction
from crm.pagelink import service
from crm.pagelink.models import AnswerState, Conversation, Message, Reply, ReplyState
from crm.worksheets import queries as cases
from crm.worksheets import service as worksheets
from crm.worksheets.models import Source, Worksheet, WorksheetEvent
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


def test_a_stage_is_taken_back_and_citizens_never_saw_it(agent: Browser, talk_id: int) -> None:
    sheet = opened_case(agent, talk_id)
    page = act(agent, f"/inbox/{talk_id}/stage", {"stage": f"{sheet.number} passed_on"})
    assert press_undo(agent, page)[0] == 200
    sheet = db.session.query(Worksheet).one()
    assert sheet.stage == "received"
    assert [tag.slug for tag in cases.tags_of([talk_id])[talk_id]] == ["received"]
    assert [event.kind for event in cases.stage_history(sheet)] == ["opened"]
    assert "เลิกทำการเปลี่ยนสถานะ" in agent.get(f"/worksheets/{sheet.number}")


def test_a_stage_that_was_moved_again_stays(agent: Browser, talk_id: int) -> None:
    number = opened_case(agent, talk_id).number
    page = act(agent, f"/inbox/{talk_id}/stage", {"stage": f"{number} checking"})
    act(agent, f"/inbox/{talk_id}/stage", {"stage": f"{number} passed_on"})
    assert press_undo(agent, page)[0] == 409
    assert db.session.query(Worksheet).one().stage == "passed_on"


def test_a_case_that_was_closed_has_its_outcome_of_before(agent: Browser, talk_id: int) -> None:
    path = f"/worksheets/{opened_case(agent, talk_id).number}"
    act(agent, f"{path}/close", {"outcome": "planned", "reason": "งบปี 2570"})
    page = act(agent, f"{path}/close", {"outcome": "outside_authority"})
    assert db.session.query(Worksheet).one().closed_at
    assert press_undo(agent, page)[0] == 200
    sheet = db.session.query(Worksheet).one()
    assert (sheet.closed_at, sheet.outside_authority, sheet.times_reopened) == (None, False, 0)
    assert (sheet.outcome, sheet.outcome_reason) == ("planned", "งบปี 2570")


def test_an_outcome_that_leaves_the_case_open_is_taken_back(agent: Browser, talk_id: int) -> None:
    path = f"/worksheets/{opened_case(agent, talk_id).number}"
    page = act(agent, f"{path}/close", {"outcome": "planned", "reason": "งบปี 2570"})
    assert press_undo(agent, page)[0] == 200
    assert db.session.query(Worksheet).one().outcome is None


def test_a_case_that_nobody_wrote_to_is_closed_and_opened_on_its_own_page(
    agent: Browser, talk_id: int
) -> None:
    with transaction():
        number = worksheets.open_elsewhere(Source.PHONE, by=None, now=clock.now()).number
    page = act(agent, f"/worksheets/{number}/close", {"outcome": "fixed"})
    status, page = press_undo(agent, page)
    assert status == 200 and f"ใบงาน {number}</h1>" in page
    assert db.session.query(Worksheet).one().closed_at is None


def test_a_case_that_was_opened_by_mistake_goes_with_all_that_it_set(
    agent: Browser, talk_id: int
) -> None:
    category, topic = cases.get_tag("complaint"), cases.get_tag("corruption")
    fields = {"category": category.id, "topic": topic.id, "urgent": 1, "place": "ซอย 5"}
    page = act(agent, f"/inbox/{talk_id}/worksheet", fields)
    number = db.session.query(Worksheet).one().number
    talk = db.session.get_one(Conversation, talk_id)
    assert talk.restricted and talk.urgent
    assert press_undo(agent, page)[0] == 200
    assert db.session.query(Worksheet).count() == 0
    assert db.session.query(WorksheetEvent).count() == 0
    talk = db.session.get_one(Conversation, talk_id)
    assert not talk.restricted and not talk.urgent
    assert cases.tags_of([talk_id]) == {}
    (kept,) = db.session.query(AuditEntry).filter_by(action="opening_undone")
    assert kept.detail == {"number": number}
    assert opened_case(agent, talk_id).number > number


def test_a_case_with_which_somebody_went_on_stays(agent: Browser, talk_id: int) -> None:
    page = act(agent, f"/inbox/{talk_id}/worksheet", {"title": "ไฟดับ"})
    number = db.session.query(Worksheet).one().number
    act(agent, f"/inbox/{talk_id}/stage", {"stage": f"{number} checking"})
    assert press_undo(agent, page)[0] == 409
    assert db.session.query(Worksheet).one().number == number


def test_a_case_to_which_a_link_was_sent_stays(agent: Browser, talk_id: int) -> None:
    page = act(agent, f"/inbox/{talk_id}/worksheet", {"title": "ไฟดับ"})
    fields = fields_of(agent.get(f"/inbox/{talk_id}"), then="next")
    link = "ดูที่ https://example.org/c/abc/status ค่ะ"
    fields = {**fields, "text": link, "route": "private_reply"}
    act(agent, f"/inbox/{talk_id}/reply", fields)
    assert db.session.query(Reply).count() == 1
    assert press_undo(agent, page)[0] == 409
    assert db.session.query(Worksheet).count() == 1


def test_urgency_is_taken_back(agent: Browser, talk_id: int) -> None:
    for urgent in (1, 0):
        page = act(agent, f"/inbox/{talk_id}/urgent", {"urgent": urgent})
        assert press_undo(agent, page)[0] == 200
        assert db.session.get_one(Conversation, talk_id).urgent is not bool(urgent)
        act(agent, f"/inbox/{talk_id}/urgent", {"urgent": urgent})


def opened_case(agent: Browser, talk_id: int) -> Worksheet:
    """The case that the agent opens on the conversation."""
    act(agent, f"/inbox/{talk_id}/worksheet", {"title": "ไฟทางดับ"})
    return db.session.query(Worksheet).one()
