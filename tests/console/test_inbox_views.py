"""The inbox as an agent works in it: read, answer, mark, and go on to the next."""

import html
import re

import pytest

from crm import clock
from crm.auth.models import User
from crm.console.reasons import NEEDS_NONE_REASONS
from crm.db import db, transaction
from crm.maps import service as maps
from crm.pagelink.ledger import BEFORE_START
from crm.pagelink.models import AnswerState, Conversation, Message, Note, Reply, Route
from crm.worksheets.models import Agency, Tag, Worksheet
from crm.worksheets.service import open_worksheet
from tests.browser import Browser


def said() -> Message:
    return db.session.query(Message).one()


def question_of(page: str) -> str:
    """The address under which an open console asks for news."""
    told = dict(re.findall(r'data-(news|whole|here)="([^"]*)"', page))
    address = html.unescape(told["news"])
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}whole={told['whole']}&here={told['here']}"


def answer(agent: Browser, talk_id: int, **fields: object) -> object:
    page = agent.get(f"/inbox/{talk_id}")
    assert "ตอบ สมหญิง ตัวอย่าง ทาง" in page
    usual = {
        "text": "รับเรื่องแล้วค่ะ",
        "route": Route.COMMENT,
        "target": said().id,
        "seen": said().id,
        "once": "form-1",
    }
    return agent.post(f"/inbox/{talk_id}/reply", {**usual, **fields}, page="/inbox")


def test_the_inbox_shows_who_waits_and_leads_to_the_conversation(
    agent: Browser, talk_id: int
) -> None:
    page = agent.get("/inbox")
    assert "สมหญิง ตัวอย่าง" in page
    assert "รอมาแล้ว" in page
    assert f'href="/inbox/{talk_id}"' in page


def test_an_empty_inbox_says_that_all_is_answered(agent: Browser) -> None:
    assert "ไม่มีรายการรอตอบ" in agent.get("/inbox")


def test_the_poll_is_answered_only_when_something_changed(agent: Browser, talk_id: int) -> None:
    asked = question_of(agent.get("/inbox"))
    nothing = agent.client.get(asked)
    assert (nothing.status_code, nothing.content_length) == (200, 0)
    with transaction():
        db.session.get_one(Conversation, talk_id).changed_seq += 1
    assert agent.client.get(asked).status_code == 200


def test_a_conversation_shows_the_post_the_person_and_the_routes(
    agent: Browser, talk_id: int
) -> None:
    page = agent.get(f"/inbox/{talk_id}")
    assert "แจ้งไฟทางดับได้ที่นี่" in page
    assert "081-234-5678" in page
    assert "ตอบใต้ความคิดเห็น (สาธารณะ)" in page


def test_a_viewer_reads_with_numbers_masked_and_changes_nothing(
    viewer: Browser, talk_id: int
) -> None:
    page = viewer.get(f"/inbox/{talk_id}")
    assert "081-234-5678" not in page
    assert "reply-text" not in page
    refused = viewer.post(f"/inbox/{talk_id}/note", {"text": "x"}, page="/inbox")
    assert refused.status_code == 403


def test_a_reply_is_queued_for_the_messages_that_were_on_the_screen(
    agent: Browser, talk_id: int
) -> None:
    response = answer(agent, talk_id)
    assert response.status_code == 303
    reply = db.session.query(Reply).one()
    assert (reply.text, reply.route, reply.state) == ("รับเรื่องแล้วค่ะ", "comment", "queued")
    assert "รอส่ง" in agent.get(f"/inbox/{talk_id}")


def test_a_form_that_is_sent_twice_makes_one_reply(agent: Browser, talk_id: int) -> None:
    answer(agent, talk_id)
    answer(agent, talk_id)
    assert db.session.query(Reply).count() == 1


@pytest.mark.parametrize(("text", "sentence"), [("  ", "ข้อความ"), ("สวัสดีค่ะ คุณ{name}", "{name}")])
def test_what_cannot_be_sent_comes_back_with_the_reason_and_the_text(
    agent: Browser, talk_id: int, text: str, sentence: str
) -> None:
    response = answer(agent, talk_id, text=text)
    assert response.status_code == 400
    assert sentence in response.text.split('id="reply-refused">')[1].split("</div>")[0]
    assert db.session.query(Reply).count() == 0


def test_a_message_that_needs_no_answer_always_has_a_reason(agent: Browser, talk_id: int) -> None:
    seen = said().id
    path = f"/inbox/{talk_id}/needs-none"
    refused = agent.post(path, {"seen": seen, "reason": "ขี้เกียจ"}, page="/inbox")
    assert refused.status_code == 400
    agent.post(path, {"seen": seen, "reason": NEEDS_NONE_REASONS[0]}, page="/inbox")
    assert said().answer_state == AnswerState.NEEDS_NONE


def test_what_came_while_one_decided_stays_open(agent: Browser, talk_id: int) -> None:
    fields = {"seen": said().id - 1, "reason": NEEDS_NONE_REASONS[0]}
    agent.post(f"/inbox/{talk_id}/needs-none", fields, page="/inbox")
    assert said().answer_state == AnswerState.OPEN


def test_a_conversation_is_taken_snoozed_noted_and_tagged(agent: Browser, talk_id: int) -> None:
    me = db.session.query(User).one()
    tag = db.session.query(Tag).filter_by(slug="inquiry").one()
    agent.post(f"/inbox/{talk_id}/assign", {"to": me.id}, page="/inbox")
    agent.post(f"/inbox/{talk_id}/note", {"text": "โทรแล้ว"}, page="/inbox")
    agent.post(f"/inbox/{talk_id}/tags", {"set": tag.id}, page="/inbox")
    agent.post(f"/inbox/{talk_id}/snooze", {"hours": 4}, page="/inbox")
    page = agent.get(f"/inbox/{talk_id}")
    assert db.session.query(Note).one().text == "โทรแล้ว"
    assert "โทรแล้ว" in page
    assert "พักไว้ถึง" in page
    assert f"ผู้รับผิดชอบ: {me.name}" in page
    assert "เอาแท็ก สอบถาม ออก" in page


def test_a_worksheet_is_opened_from_the_conversation(agent: Browser, talk_id: int) -> None:
    fields = {"title": "ไฟทางดับ", "category": "", "topic": "", "place": "หน้าซอย 5"}
    agent.post(f"/inbox/{talk_id}/worksheet", fields, page="/inbox")
    sheet = db.session.query(Worksheet).one()
    assert (sheet.title, sheet.place) == ("ไฟทางดับ", "หน้าซอย 5")
    assert sheet.number in agent.get(f"/inbox/{talk_id}")


def test_a_second_worksheet_may_lie_where_the_first_does(agent: Browser, talk_id: int) -> None:
    with transaction():
        said = db.session.query(Message).one()
        said.text = "ไฟดับและน้ำท่วม ซอยลาดพร้าว 71"
        guess = maps.guess_place(said, clock.now())
        assert guess
        words = guess.words
    for title in ("ไฟดับ", "น้ำท่วม"):
        fields = {"title": title, "place": words, "once": title}
        opened = agent.post(f"/inbox/{talk_id}/worksheet", fields, page="/inbox")
        assert opened.status_code == 303
    first, second = db.session.query(Worksheet).order_by(Worksheet.id)
    assert first.latitude and (first.latitude, first.soi) == (second.latitude, second.soi)


def test_every_count_follows_when_the_list_renews_itself(agent: Browser, talk_id: int) -> None:
    page = agent.get("/inbox")
    asked = question_of(page)
    me = db.session.query(User).one()
    agent.post(f"/inbox/{talk_id}/assign", {"to": me.id}, page="/inbox")
    news = agent.client.get(asked).text
    counts = dict(re.findall(r'data-count="([^"]*)">([^<]*)<', html.unescape(news)))
    assert counts == {
        "/inbox?tab=mine": "1",
        "/inbox?tab=unassigned": "",
        "/inbox": "1",
        "/approvals": "",
        "/mentions": "",
        "/worksheets": "",
    }
    assert all(f'data-count="{url}"' in html.unescape(page) for url in counts)


def test_the_list_is_narrowed_by_the_district_and_the_agency_of_its_cases(
    agent: Browser, talk_id: int
) -> None:
    agent.post(f"/inbox/{talk_id}/worksheet", {"title": "ไฟดับ"}, page="/inbox")
    with transaction():
        sheet = db.session.query(Worksheet).one()
        agency = db.session.query(Agency).filter_by(outside=True).first()
        assert agency
        sheet.district, sheet.agency_id = "ดินแดง", agency.id
        agency_id = agency.id
    for filter_ in ("/inbox/filter", "/inbox?district=บางรัก"):
        page = agent.get(filter_)
        assert '<option value="ดินแดง">' in page
        assert f'<option value="{agency_id}">' in page
    narrowed = agent.get(f"/inbox?district=ดินแดง&agency={agency_id}")
    assert "สมหญิง" in narrowed
    assert f'<option value="{agency_id}" selected>' in narrowed
    assert "สมหญิง" not in agent.get("/inbox?district=บางรัก")


def test_what_came_before_the_start_says_so_in_words(agent: Browser, talk_id: int) -> None:
    with transaction():
        message = db.session.get_one(Message, said().id)
        message.answer_state, message.answer_reason = AnswerState.NEEDS_NONE, BEFORE_START
    page = agent.get(f"/inbox/{talk_id}")
    assert "before_start" not in page
    assert "เขียนก่อนวันเริ่มใช้งาน" in page


def test_a_worksheet_form_that_is_sent_twice_opens_one_case(agent: Browser, talk_id: int) -> None:
    for _again in range(2):
        fields = {"title": "ไฟทางดับ", "once": "form-1"}
        agent.post(f"/inbox/{talk_id}/worksheet", fields, page="/inbox")
    agent.post(f"/inbox/{talk_id}/worksheet", {"title": "อื่น", "once": "form-2"}, page="/inbox")
    assert [sheet.title for sheet in db.session.query(Worksheet)] == ["ไฟทางดับ", "อื่น"]


def test_a_reply_that_failed_goes_out_another_way(agent: Browser, talk_id: int) -> None:
    answer(agent, talk_id, route=Route.PRIVATE_REPLY)
    with transaction():
        reply = db.session.query(Reply).one()
        reply.state = "failed"
        path = f"/replies/{reply.id}/other-route"
    page = agent.get(f"/inbox/{talk_id}")
    assert path in page
    assert "ส่งอีกครั้ง" in page
    agent.post(path, {"route": Route.COMMENT}, page="/inbox")
    reply = db.session.query(Reply).one()
    assert (reply.state, reply.route) == ("queued", Route.COMMENT)


def test_a_private_reply_that_failed_goes_public_with_a_yes_only(
    agent: Browser, talk_id: int
) -> None:
    answer(agent, talk_id, route=Route.PRIVATE_REPLY, text="คุณสมหญิง ตัวอย่าง โทร 081-234-5678 ค่ะ")
    with transaction():
        reply = db.session.query(Reply).one()
        reply.state = "failed"
        path = f"/replies/{reply.id}/other-route"
    refused = agent.post(path, {"route": Route.COMMENT}, page="/inbox")
    assert refused.status_code == 400
    assert "ตรวจแล้ว ยืนยันให้ส่งแบบสาธารณะ" in refused.text
    assert "081-234-5678 ค่ะ</textarea>" in refused.text
    assert db.session.query(Reply).one().state == "failed"


def test_one_is_warned_before_saying_the_same_too_often(agent: Browser, talk_id: int) -> None:
    def hints(text: str) -> str:
        target = db.session.query(Message).filter_by(conversation_id=talk_id).first()
        fields = {"text": text, "target": target.id, "route": Route.COMMENT}
        return agent.post(f"/inbox/{talk_id}/hints", fields, page="/inbox").text

    for number in range(5):
        assert "ครั้ง" not in hints("รับเรื่องแล้วค่ะ")
        answer(agent, talk_id, once=f"form-{number}")
    assert "5 ครั้ง" in hints(" รับเรื่องแล้วค่ะ ")
    assert "ครั้ง" not in hints("ขอบคุณที่แจ้งค่ะ")


def test_a_restricted_case_is_not_named_to_those_who_may_not_see_it(
    viewer: Browser, talk_id: int
) -> None:
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        sheet = open_worksheet(talk, title="เรื่องลับ", by=None, now=clock.now())
        sheet.restricted, post_id = True, talk.post_id
        person_id = sheet.customer_id
    for path in (f"/posts/{post_id}", f"/customers/{person_id}", "/worksheets"):
        answered = viewer.client.get(path)
        assert "เรื่องลับ" not in answered.text
