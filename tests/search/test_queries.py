"""What a search finds, on both engines, in a small town of messages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from crm.auth.models import Role, User
from crm.db import transaction
from crm.pagelink.models import Note
from crm.search.queries import find as finding
from crm.search.queries.find import SearchPage
from tests.reports import factories as make

BANGKOK = ZoneInfo("Asia/Bangkok")
AT = datetime(2026, 10, 5, tzinfo=UTC)
TEXTS = (
    "ไฟถนนดับทั้งซอยลาดพร้าว ๕๒",
    "น้ำท่วมขังหน้าปากซอยลาดพร้าว 71",
    "ขอบคุณมากกกกค่ะ",
    "เเถวบ้านขยะไม่มาเก็บ",
    "ok",
    "ลด 50% จริงไหม",
    'พบ "ฝาท่อ" ชำรุด โทร 081-234-5678',
)


@pytest.fixture
def agent(make_user: Callable[..., User]) -> User:
    """A member of staff who may see phone numbers."""
    return make_user(Role.AGENT)


@pytest.fixture
def town(app: Flask, agent: User) -> None:
    """Seven messages, an hour apart, the first the oldest."""
    with transaction():
        page = make.page(AT)
        talk = make.conversation(page, AT, make.post(page, AT, "แจ้งปิดถนนลาดพร้าว"))
        for hour, text in enumerate(TEXTS):
            make.message(talk, AT + timedelta(hours=hour), text, make.person(page, AT, "มานี"))


def find(text: str, user: User, **more: Any) -> SearchPage:
    return finding.find(text, user, BANGKOK, **more)


def texts(page: SearchPage) -> list[str]:
    return ["".join(piece.text for piece in each.pieces) for each in page.messages]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("ดับ", [0]),
        ("52", [0]),
        ("๗๑", [1]),
        ("ลาดพร้าว", [1, 0]),
        ("ลาดพร้าว ซอย น้ำ", [1]),
        ("มาก", [2]),
        ("แถว", [3]),
        ("OK", [4]),
        ("ok", [4]),
        ("ไฟ", [0]),
        ("ค่ะ", [2]),
        ("50%", [5]),
        ("5%", []),
        ("ฝาท่อ", [6]),
        ('"ปากซอยลาดพร้าว 71"', [1]),
        ('"ซอย น้ำ"', []),
        ("เครื่องบิน", []),
        ("ฉฉ", []),
        ("ก", [3]),
    ],
)
def test_words_are_found_inside_thai_newest_first(
    town: None, agent: User, query: str, wanted: list[int]
) -> None:
    found = texts(find(query, agent))
    expected = [TEXTS[each] for each in wanted]
    if query == "ก":
        expected = [text for text in reversed(TEXTS) if "ก" in text]
    assert found == expected


def test_a_cursor_goes_on_where_the_page_ended_even_within_one_second(
    town: None, agent: User
) -> None:
    with transaction():
        talk = make.conversation(make.page(AT), AT)
        for number in range(7):
            make.message(talk, AT + timedelta(days=1), f"หลุมบ่อ {number}")
    seen, cursor = [], None
    for _ in range(4):
        page = find("หลุม", agent, cursor=cursor, limit=2)
        seen += texts(page)
        cursor = page.next
    assert seen == [f"หลุมบ่อ {number}" for number in reversed(range(7))]
    assert cursor is None


def test_posts_names_notes_and_numbers_are_found_too(town: None, agent: User) -> None:
    with transaction():
        page = make.page(AT)
        talk = make.conversation(page, AT)
        make.add(
            Note(conversation_id=talk.id, author_id=agent.id, text="โทรกลับ ๑๐ น.", created_at=AT)
        )
        make.person(page, AT, "นางสาวปิติ ลาดกระบัง")
        sheet = make.worksheet(page, AT, case_number="69-000123-8", case_key="690001238")
    assert [post.page for post in find("ปิดถนน", agent).others.posts] == ["ร้องทุกข์ทดสอบ"]
    assert find("ปิติ", agent).others.people[0].last_seen_at == AT
    assert find("10 น.", agent).others.notes[0].conversation_id == talk.id
    for typed in ("69-000123-8", "๖๙๐๐๐๑๒๓๘", "เลขที่รับแจ้ง 69 000123 8", sheet.number):
        assert [each.number for each in find(typed, agent).others.worksheets] == [sheet.number], (
            typed
        )


def test_a_mistyped_number_is_said_to_be_one(app: Flask, agent: User) -> None:
    (problem,) = find("69-000123-1", agent).problems
    assert "พิมพ์ผิด" in problem.sentence
    assert find("ไฟดับ", agent).problems == []


def test_a_restricted_case_is_found_by_those_who_may_see_it(
    app: Flask, agent: User, make_user: Callable[..., User]
) -> None:
    with transaction():
        sheet = make.worksheet(make.page(AT), AT, restricted=True)
    assert find(sheet.number, agent).others.worksheets == []
    assert len(find(sheet.number, make_user(Role.SUPERVISOR)).others.worksheets) == 1


def test_the_case_stands_beside_its_message(town: None, agent: User) -> None:
    with transaction():
        page = make.page(AT)
        said = make.message(make.conversation(page, AT), AT, "สะพานลอยมืด")
        sheet = make.worksheet(page, AT, said)
    (found,) = find("สะพานลอย", agent).messages
    assert (found.worksheet, found.id) == (sheet.number, said.id)


def test_a_viewer_neither_sees_nor_finds_a_phone_number(
    town: None, make_user: Callable[..., User]
) -> None:
    viewer = make_user(Role.VIEWER)
    assert "081-234-5678" not in texts(find("ฝาท่อ", viewer))[0]
    assert find("081-234-5678", viewer).messages == []


def test_somebody_who_may_finds_the_phone_number(town: None, agent: User) -> None:
    assert texts(find("081-234-5678", agent)) == [TEXTS[6]]


def test_nothing_typed_finds_nothing(town: None, agent: User) -> None:
    assert find("   ", agent).hits == 0
    assert find("", agent).next is None
