"""What the operators of the search box narrow, in Thai and in English, on both engines."""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from flask import Flask

from crm.auth.models import Role, User
from crm.db import transaction
from crm.pagelink.models import Direction
from crm.search.queries.find import find
from tests.browser import Browser
from tests.conftest import PASSWORD
from tests.reports import factories as make
from tests.search.test_queries import BANGKOK, texts

MIDNIGHT = 17
"""The hour in UTC at which a day begins in Bangkok."""


@pytest.fixture
def agent(make_user: Callable[..., User]) -> User:
    """A member of staff."""
    return make_user(Role.AGENT)


@pytest.fixture
def town(app: Flask, agent: User) -> None:
    """Four messages about a light: of two people, an answer of the Page, and one of last year."""
    with transaction():
        began = datetime(2025, 1, 1, tzinfo=UTC)
        page = make.page(began)
        manee, piti = (make.person(page, began, name) for name in ("มานี รักเรียน", "Piti ชูใจ"))
        floods = make.post(page, began, "แจ้งเตือนน้ำท่วม")
        lights = make.post(page, began, "ตรวจไฟถนน ปี ๒๕๖๙")
        old = make.conversation(page, began, floods)
        talk = make.conversation(page, began, lights)
        make.message(old, datetime(2025, 12, 31, 16, 59, tzinfo=UTC), "ไฟดับ ปีเก่า", manee)
        said = make.message(talk, datetime(2025, 12, 31, MIDNIGHT, tzinfo=UTC), "ไฟดับ ปีใหม่", manee)
        make.message(talk, datetime(2026, 10, 4, MIDNIGHT, tzinfo=UTC), "ไฟดับ ตุลา", piti)
        make.message(
            talk,
            datetime(2026, 10, 5, MIDNIGHT, tzinfo=UTC),
            "ไฟดับ ตอบแล้ว",
            direction=Direction.OUT,
            answer_state=None,
        )
        make.tag(old, "praise", began)
        make.tag(talk, "checking", began)
        make.tag(talk, "praise", began, until=began)
        make.worksheet(page, began, said, district="ดินแดง")


OLD, NEW, OCTOBER, ANSWER = "ไฟดับ ปีเก่า", "ไฟดับ ปีใหม่", "ไฟดับ ตุลา", "ไฟดับ ตอบแล้ว"
TALK = [ANSWER, OCTOBER, NEW]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("from:มานี", [NEW, OLD]),
        ("จาก:มานี", [NEW, OLD]),
        ('จาก:"มานี รัก"', [NEW, OLD]),
        ("FROM:piti", [OCTOBER]),
        ("from:page", [ANSWER]),
        ("จาก:เพจ", [ANSWER]),
        ("from:ไม่มีใคร", []),
        ("post:น้ำท่วม", [OLD]),
        ("โพสต์:2569", TALK),
        ("tag:praise", [OLD]),
        ("แท็ก:ชมเชย", [OLD]),
        ("stage:checking", TALK),
        ("สถานะ:ตรวจสอบ", TALK),
        ("district:ดินแดง", TALK),
        ("เขต:ดินแดง", TALK),
        ("district:Din", TALK),
        ("เขต:บางรัก", []),
        ("after:2026-01-01", TALK),
        ("หลัง:1/1/2569", TALK),
        ("หลัง:๑/๑/๒๕๖๙", TALK),
        ("หลัง:01/01/69", TALK),
        ("after:2569", TALK),
        ("after:2026-10", [ANSWER, OCTOBER]),
        ("หลัง:2569-10", [ANSWER, OCTOBER]),
        ("after:05/10/2026", [ANSWER, OCTOBER]),
        ("หลัง:6/10/2569", [ANSWER]),
        ("before:2026", [OLD]),
        ("ก่อน:2569", [OLD]),
        ("before:2569-10-05", [NEW, OLD]),
        ("ก่อน:5/10/2026", [NEW, OLD]),
        ("after:2569 before:2569-10", [NEW]),
        ("after:2569-10 after:2026", [ANSWER, OCTOBER]),
        ("จาก:มานี หลัง:2569 ดับ", [NEW]),
        ("สถานะ:ตรวจสอบ จาก:มานี โพสต์:ไฟถนน เขต:ดินแดง ก่อน:2569-10 ปีใหม่", [NEW]),
        ('from:มานี "ดับ ปีเก่า"', [OLD]),
    ],
)
def test_an_operator_narrows_the_messages(
    town: None, agent: User, query: str, wanted: list[str]
) -> None:
    found = find(query, agent, BANGKOK)
    assert found.problems == []
    assert texts(found) == wanted
    assert len(found.others) == 0


@pytest.mark.parametrize(
    ("query", "sentence", "wanted"),
    [
        ("colour:แดง ไฟดับ", "ไม่มีตัวกรองชื่อ colour:", []),
        ("tag:ไม่มีแท็กนี้ ตุลา", "ไม่มีแท็กชื่อ “ไม่มีแท็กนี้”", [OCTOBER]),
        ("stage:praise ตุลา", "ไม่มีสถานะชื่อ “praise”", [OCTOBER]),
        ("เขต:ปารีส ตุลา", "ไม่มีเขตชื่อ “ปารีส”", [OCTOBER]),
        ("before:เมื่อวาน ตุลา", "อ่านวันที่ before:เมื่อวาน ไม่ได้", [OCTOBER]),
        ("หลัง:31/2/2569 ตุลา", "อ่านวันที่ หลัง:31/2/2569 ไม่ได้", [OCTOBER]),
        ("ก่อน:10/2569 ตุลา", "อ่านวันที่ ก่อน:10/2569 ไม่ได้", [OCTOBER]),
        ("from: ตุลา", "หลัง from: ยังไม่มีค่า", [OCTOBER]),
    ],
)
def test_what_cannot_be_used_is_said_and_the_query_kept(
    town: None, browser: Browser, query: str, sentence: str, wanted: list[str]
) -> None:
    browser.login("agent@example.org", PASSWORD)
    page = browser.get(f"/search?q={quote(query)}")
    assert sentence in page
    assert f'value="{query}"' in page
    shown = page.replace("<mark>", "").replace("</mark>", "")
    assert [text for text in (OLD, NEW, OCTOBER, ANSWER) if f"<div>{text}</div>" in shown] == wanted


def test_an_operator_says_that_it_narrows_messages_only(
    town: None, browser: Browser, agent: User
) -> None:
    browser.login(agent.email, PASSWORD)
    assert "แสดงเฉพาะส่วนนั้น" in browser.get("/search?q=จาก:มานี")
    assert "แสดงเฉพาะส่วนนั้น" not in browser.get("/search?q=มานี")
    assert "แสดงเฉพาะส่วนนั้น" not in browser.get("/search?q=before:เมื่อวาน")


def test_a_district_does_not_tell_of_a_restricted_case(
    app: Flask, agent: User, make_user: Callable[..., User]
) -> None:
    with transaction():
        page = make.page(datetime(2026, 1, 1, tzinfo=UTC))
        said = make.message(make.conversation(page, page.created_at), page.created_at, "เรื่องที่ปิดไว้")
        make.worksheet(page, page.created_at, said, district="ดินแดง", restricted=True)
    assert texts(find("เขต:ดินแดง", agent, BANGKOK)) == []
    assert len(find("เขต:ดินแดง", make_user(Role.SUPERVISOR), BANGKOK).messages) == 1
