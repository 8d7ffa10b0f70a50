"""The hand-over sheet says what the next shift must know."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser as Chromium

from crm import clock
from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.pagelink import outbox, service
from crm.pagelink.models import Conversation
from tests.browser import Browser
from tests.chromium import log_in
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
    assert ">ตอบ สมหญิง ตัวอย่าง</a>" in page.split("ร่างที่ยังไม่ได้ส่ง")[1]
    assert "ผู้รับเวร" in page and me.name in page


def test_a_restricted_conversation_is_not_on_the_sheet_of_whom_it_doesnt_concern(
    agent: Browser, talk_id: int
) -> None:
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        talk.restricted = True
        service.save_draft(talk, "ร่าง", by=db.session.query(User).one(), now=clock.now())
    page = agent.get("/inbox/handover")
    assert "<h2>รอตอบ 0 รายการ</h2>" in page and "ไฟทางหน้าซอยดับ" not in page
    assert "สมหญิง" not in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_long_list_goes_on_over_the_pages_of_the_paper(
    chromium: Chromium, address: str, talk_id: int, make_user: Callable[..., User]
) -> None:
    make_user(Role.AGENT)
    screen = chromium.new_page()
    log_in(screen, address)
    screen.goto(f"{address}/inbox/handover")
    screen.emulate_media(media="print")
    torn = "panel => getComputedStyle(panel).breakInside"
    assert screen.locator(".panel", has_text="รอนานที่สุด").evaluate(torn) == "auto"
    screen.close()
