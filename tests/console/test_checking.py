"""What is asked before a reply goes out where everybody sees it."""

import html
import re

import pytest

from crm.db import db, transaction
from crm.pagelink.models import Message, Page, Reply, Route
from crm.worksheets.models import Agency
from tests.browser import Browser

OWN = "081-234-5678"


def fields(text: str, **more: object) -> dict[str, object]:
    said = db.session.query(Message).one().id
    usual = {"text": text, "route": Route.COMMENT, "target": said, "seen": said, "once": text}
    return {**usual, **more}


def hints(agent: Browser, talk_id: int, text: str, **more: object) -> str:
    path = f"/inbox/{talk_id}/hints"
    return html.unescape(agent.post(path, fields(text, **more), page="/inbox").text)


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        (f"โทรหาเจ้าหน้าที่ที่ {OWN} ค่ะ", f"หมายเลขโทรศัพท์ของผู้แจ้งเอง {OWN}"),
        ("โทร 089 765 4321 ค่ะ", "หมายเลขโทรศัพท์ 089 765 4321"),
        ("โทร ๐๘๙ ๗๖๕ ๔๓๒๑ ค่ะ", "หมายเลขโทรศัพท์ ๐๘๙ ๗๖๕ ๔๓๒๑"),
        ("เลข 1-1014-00000-01-4 ค่ะ", "เลขประจำตัวประชาชน 1-1014-00000-01-4"),
        ("ส่งที่ somying@example.org ค่ะ", "อีเมล somying@example.org"),
        ("ที่บ้านเลขที่ 12/3 ค่ะ", "บ้านเลขที่ 12/3"),
        ("คุณสมหญิง ตัวอย่าง รอสักครู่ค่ะ", "ชื่อของผู้แจ้ง (สมหญิง ตัวอย่าง)"),
        ("แอดมินรับเรื่องแล้วค่ะ", "“แอดมิน” ใช้ “เจ้าหน้าที่” แทน"),
    ],
)
def test_what_all_would_see_is_named_and_wants_a_yes(
    agent: Browser, talk_id: int, text: str, warned: str
) -> None:
    shown = hints(agent, talk_id, text)
    assert warned in shown
    refused = agent.post(f"/inbox/{talk_id}/reply", fields(text), page="/inbox")
    assert refused.status_code == 400
    assert text in html.unescape(refused.text)
    assert db.session.query(Reply).count() == 0
    yes = re.search(r'name="yes" value="(\w+)"', shown)
    assert yes is not None
    agent.post(f"/inbox/{talk_id}/reply", fields(text, yes=yes[1]), page="/inbox")
    assert db.session.query(Reply).one().text == text


def test_a_yes_is_good_for_what_it_was_said_to_and_nothing_more(
    agent: Browser, talk_id: int
) -> None:
    yes = re.search(r'name="yes" value="(\w+)"', hints(agent, talk_id, "โทร 089 765 4321 ค่ะ"))
    assert yes is not None
    more = fields("โทร 089 765 4321 หรือ 081-234-5678 ค่ะ", yes=yes[1])
    assert agent.post(f"/inbox/{talk_id}/reply", more, page="/inbox").status_code == 400


@pytest.mark.parametrize(
    "text",
    [
        "รับเรื่องแล้วค่ะ",
        "โทร 1555 ได้ค่ะ",
        "โทร 02 221 2141 ได้ค่ะ",
        "เลข 1-1014-00000-01-9 ค่ะ",
        "โอเค 5 จุดค่ะ",
    ],
)
def test_what_tells_nothing_of_people_passes(agent: Browser, talk_id: int, text: str) -> None:
    with transaction():
        db.session.add(Agency(name_th="กทม.", name_en="City", phone="0 2221 2141"))
        db.session.query(Page).one().hotline = "1555"
    assert "name=" not in hints(agent, talk_id, text)
    agent.post(f"/inbox/{talk_id}/reply", fields(text), page="/inbox")
    assert db.session.query(Reply).count() == 1


def test_in_private_the_same_goes_without_a_word(agent: Browser, talk_id: int) -> None:
    text = f"คุณสมหญิง ตัวอย่าง โทร {OWN}"
    assert "<p" not in hints(agent, talk_id, text, route=Route.PRIVATE_REPLY)
    sent = fields(text, route=Route.PRIVATE_REPLY)
    agent.post(f"/inbox/{talk_id}/reply", sent, page="/inbox")
    assert db.session.query(Reply).one().route == Route.PRIVATE_REPLY


def test_a_missing_particle_is_a_gentle_hint(agent: Browser, talk_id: int) -> None:
    assert "คำลงท้ายสุภาพ" in hints(agent, talk_id, "รับเรื่องแล้ว")
    assert "คำลงท้ายสุภาพ" not in hints(agent, talk_id, "รับเรื่องแล้วครับ")
    assert "ไหมค่ะ" in hints(agent, talk_id, "สะดวกไหมค่ะ")
    agent.post(f"/inbox/{talk_id}/reply", fields("รับเรื่องแล้ว"), page="/inbox")
    assert db.session.query(Reply).count() == 1


def test_a_signed_link_offers_private_routes_only_and_says_why(
    agent: Browser, talk_id: int
) -> None:
    text = "ติดตามที่ http://127.0.0.1/c/abc/status ค่ะ"
    assert "data-private-only" in hints(agent, talk_id, text)
    assert "จึงส่งได้ทางข้อความส่วนตัวเท่านั้น" in hints(agent, talk_id, text)
    answered = agent.post(f"/inbox/{talk_id}/reply", fields(text), page="/inbox")
    assert answered.status_code == 400
    assert db.session.query(Reply).count() == 0
