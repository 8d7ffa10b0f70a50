"""Hiding a comment from the console, and what the Page made of it."""

from crm import clock
from crm.db import db, transaction
from crm.pagelink import channels
from crm.pagelink.models import Conversation, Message
from crm.pagelink.moderating import moderate_due
from tests.browser import Browser
from tests.pagelink.fake_channel import FakeChannel


def test_a_comment_with_a_telephone_number_is_hidden_and_the_page_confirms_it(
    agent: Browser, talk_id: int
) -> None:
    channels.register("facebook", FakeChannel())
    message_id = db.session.query(Message).one().id
    path = f"/inbox/{talk_id}/messages/{message_id}/moderate"
    assert agent.post(path, {"act": "hide"}, page="/inbox").status_code == 400
    agent.post(path, {"act": "hide", "reason": "มีข้อมูลส่วนบุคคล"}, page="/inbox")
    assert "กำลังซ่อนบนเพจ" in agent.get(f"/inbox/{talk_id}")
    moderate_due(clock.now)
    page = agent.get(f"/inbox/{talk_id}")
    assert "ซ่อนแล้ว: มีข้อมูลส่วนบุคคล" in page
    assert "ยืนยันจากเพจแล้วเมื่อ" in page
    assert "เลิกซ่อน" in page


def test_another_conversations_comment_is_not_found_here(agent: Browser, talk_id: int) -> None:
    message_id = db.session.query(Message).one().id
    with transaction():
        page_id = db.session.get_one(Conversation, talk_id).page_id
        other = Conversation(page_id=page_id, kind="comment", key="other")
        db.session.add(other)
        db.session.flush()
        other_id = other.id
    path = f"/inbox/{other_id}/messages/{message_id}/moderate"
    told = {"act": "hide", "reason": "มีข้อมูลส่วนบุคคล"}
    assert agent.post(path, told, page="/inbox").status_code == 404


def test_a_viewer_changes_nothing_on_the_page(viewer: Browser, talk_id: int) -> None:
    message_id = db.session.query(Message).one().id
    path = f"/inbox/{talk_id}/messages/{message_id}/moderate"
    told = {"act": "hide", "reason": "มีข้อมูลส่วนบุคคล"}
    assert viewer.post(path, told, page="/inbox").status_code == 403
