"""Numbers in the search box: of cases, and of telephones for those who may see them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.pagelink.models import Note
from crm.search.queries.find import find
from crm.worksheets.models import Worksheet
from tests.reports import factories as make

AT = datetime(2026, 10, 5, tzinfo=UTC)
PHONE = "โทร 081-234-5678 ค่ะ"
WRITINGS = (
    "081-234-5678",
    "0812345678",
    "081 234 5678",
    "๐๘๑-๒๓๔-๕๖๗๘",
    "๐๘๑๒๓๔๕๖๗๘",
    "+66 81 234 5678",
    "+66812345678",
)
PROBES = (*WRITINGS, "234-5678", "2345678", "5678", "45", "โทร 5678", '"081-234"', "๕๖๗๘")


@pytest.fixture
def agent(make_user: Callable[..., User]) -> User:
    """Somebody who may see telephone numbers."""
    return make_user(Role.AGENT)


@pytest.fixture
def number(app: Flask, agent: User) -> str:
    """The number of a case; its title, a message, a note and a post all name a telephone."""
    with transaction():
        page = make.page(AT)
        talk = make.conversation(page, AT, make.post(page, AT, PHONE))
        said = make.message(talk, AT, PHONE, make.person(page, AT))
        make.add(Note(conversation_id=talk.id, author_id=agent.id, text=PHONE, created_at=AT))
        sheet = make.worksheet(
            page,
            AT,
            said,
            title=f"ไฟดับทั้งซอย {PHONE}",
            case_number="69-000123-8",
            case_key="690001238",
            mis_number="2569/77-A",
            mis_key="256977a",
        )
        return str(sheet.number)


def numbers_found(text: str, user: User) -> list[str]:
    return [each.number for each in find(text, user, UTC).others.worksheets]


@pytest.mark.parametrize(
    "typed",
    [
        "69-000123-8",
        "690001238",
        "๖๙-๐๐๐๑๒๓-๘",
        "๖๙ ๐๐๐๑๒๓ ๘",
        " 69 000123 8 ",
        "เลขที่รับแจ้ง ๖๙-๐๐๐๑๒๓-๘",
        "2569/77-A",
        "2569 77 a",
        "๒๕๖๙/๗๗-A",
    ],
)
def test_a_case_is_found_by_its_numbers_in_any_writing(
    number: str, agent: User, typed: str
) -> None:
    assert numbers_found(typed, agent) == [number]


def test_a_case_is_found_by_our_own_number_in_any_writing(number: str, agent: User) -> None:
    in_thai = number.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    for typed in (number, number.replace("-", ""), number.replace("-", " "), in_thai):
        assert numbers_found(typed, agent) == [number], typed
        assert numbers_found(f"เลขที่ใบงาน {typed}", agent) == [number], typed


def test_a_case_is_found_by_the_words_of_its_title(number: str, agent: User) -> None:
    for typed in ("ดับทั้ง", "ซอย ไฟ", "ดั", "081-234-5678"):
        assert numbers_found(typed, agent) == [number], typed
    assert numbers_found("น้ำท่วม", agent) == []


def test_a_new_title_is_found_and_the_old_one_no_more(number: str, agent: User) -> None:
    with transaction():
        db.session.query(Worksheet).filter_by(number=number).one().title = "ฝาท่อหาย"
    assert numbers_found("ฝาท่อ", agent) == [number]
    assert numbers_found("ดับทั้ง", agent) == []


def test_the_title_of_a_restricted_case_is_not_told(
    number: str, agent: User, make_user: Callable[..., User]
) -> None:
    with transaction():
        db.session.query(Worksheet).filter_by(number=number).one().restricted = True
    assert numbers_found("ดับทั้ง", agent) == []
    assert numbers_found("69-000123-8", agent) == []
    assert numbers_found("ดับทั้ง", make_user(Role.SUPERVISOR)) == [number]


@pytest.mark.parametrize("typed", WRITINGS)
def test_a_telephone_number_is_found_in_any_writing(number: str, agent: User, typed: str) -> None:
    found = find(typed, agent, UTC)
    assert ["".join(piece.text for piece in each.pieces) for each in found.messages] == [PHONE]
    assert [piece.text for piece in found.messages[0].pieces if piece.hit] == ["081-234-5678"]
    assert [len(found.others.posts), len(found.others.notes)] == [1, 1]


@pytest.mark.parametrize("typed", PROBES)
def test_a_viewer_cannot_feel_for_a_number_digit_by_digit(
    number: str, make_user: Callable[..., User], typed: str
) -> None:
    found = find(typed, make_user(Role.VIEWER), UTC)
    assert (found.hits, found.next) == (0, None)


def test_a_viewer_finds_the_words_beside_a_number_which_stays_hidden(
    number: str, make_user: Callable[..., User]
) -> None:
    found = find("โทร", make_user(Role.VIEWER), UTC)
    others = found.others
    pieces = [
        each.pieces for each in (*found.messages, *others.posts, *others.notes, *others.worksheets)
    ]
    shown = ["".join(piece.text for piece in each) for each in pieces]
    assert len(shown) == 4
    assert not [text for text in shown if "5678" in text or "234" in text]
