"""The hand-over sheet says what the next shift must know."""

from datetime import timedelta

from crm import clock
from crm.auth.models import User
from crm.db import db, transaction
from crm.pagelink import outbox, service
from crm.pagelink.models import Conversation
from tests.browser import Browser
from tests.console.factories import make_conversation, say


def test_what_waits_rests_is_begun_and_has_not_gone_out_stands_on_it(
    agent: Browser, talk_id: int
) -> None:
    now, me = clock.now(), db.session.query(User).one()
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        outbox.queue(talk, text="รับเรื่องแล้วค่ะ", by=me, now=now)
        service.save_draft(talk, "ร่างของฉัน", by=me, now=now)
        resting = make_conversation(talk.page, now - timedelta(days=2))
        say(resting, "ขอสอบถามเวลาเปิด", now - timedelta(days=2))
        service.snooze(resting, until=now + timedelta(hours=4), by=me, now=now)
        urgent = make_conversation(talk.page, now - timedelta(days=5), urgent=True)
        say(urgent, "สายไฟขาดห้อยลงมา", now - timedelta(days=5))
    page = agent.get("/inbox/handover")
    assert "รอตอบ 2 รายการ" in page
    for words in ("ไฟทางหน้าซอยดับ", "รับเรื่องแล้วค่ะ", "ขอสอบถามเวลาเปิด", "สายไฟขาดห้อยลงมา"):
        assert words in page
    assert "ร่างของฉัน" not in page
    assert "ผู้รับเวร" in page and me.name in page


def test_a_restricted_conversation_is_not_on_the_sheet_of_whom_it_doesnt_concern(
    agent: Browser, talk_id: int
) -> None:
    with transaction():
        db.session.get_one(Conversation, talk_id).restricted = True
    page = agent.get("/inbox/handover")
    assert "รอตอบ 0 รายการ" in page and "ไฟทางหน้าซอยดับ" not in page
