"""What supervisors look after: canned replies, words to avoid, words of danger, whom to tell."""

from collections.abc import Callable

import pytest

from crm.auth.models import AuditEntry, Role, User
from crm.db import db
from crm.worksheets import queries
from crm.worksheets.models import CannedReply
from tests.browser import Browser
from tests.conftest import PASSWORD

GOOD = {
    "slug": "light",
    "title_th": "ไฟทาง",
    "title_en": "",
    "private_text": "สวัสดี{kha} คุณ{name}",
    "public_text": "รับเรื่องไฟทางแล้ว{kha}",
}


@pytest.fixture
def chief(browser: Browser, make_user: Callable[..., User]) -> Browser:
    """A supervisor's browser."""
    make_user(Role.SUPERVISOR)
    browser.login("supervisor@example.org", PASSWORD)
    return browser


def audited() -> list[str]:
    return [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]


def test_a_supervisor_adds_changes_and_archives_a_canned_reply(chief: Browser) -> None:
    chief.post("/admin/canned/new", GOOD, page="/admin/canned/new")
    assert queries.canned_replies()[-1].title_en == "ไฟทาง"
    assert "/light" in chief.get("/admin/canned")
    changed = {**GOOD, "public_text": "รับเรื่องแล้ว{kha}"}
    chief.post("/admin/canned/light", changed, page="/admin/canned/light")
    assert queries.get_canned_reply("light").public_text == "รับเรื่องแล้ว{kha}"
    chief.post("/admin/canned/light/active", {"active": "0"}, page="/admin/canned")
    assert "light" not in [reply.slug for reply in queries.canned_replies()]
    assert "นำกลับมาใช้" in chief.get("/admin/canned")
    assert audited() == ["canned_reply_added", "canned_reply_changed", "canned_reply_active"]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"private_text": "คุณ{nme}"}, "ไม่รู้จักตัวแปร {nme}"),
        ({"public_text": "คุณ{name}"}, "{name} เป็นข้อมูลหรือลิงก์ส่วนตัว"),
        ({"public_text": "ปักหมุดที่ {link_pin}"}, "{link_pin} เป็นข้อมูลหรือลิงก์ส่วนตัว"),
        ({"public_text": "แอดมินรับเรื่อง{kha}"}, "ศูนย์ไม่ใช้คำว่า “แอดมิน”"),
        ({"private_text": "", "public_text": ""}, "อย่างน้อยหนึ่งแบบ"),
        ({"slug": "มี วรรค"}, "ไม่เว้นวรรค"),
    ],
)
def test_a_wrong_text_comes_back_with_the_place_named(
    chief: Browser, wrong: dict[str, str], named: str
) -> None:
    answered = chief.post("/admin/canned/new", {**GOOD, **wrong}, page="/admin/canned/new")
    assert answered.status_code == 400
    assert named in answered.text
    assert db.session.query(CannedReply).filter_by(slug="light").count() == 0


def test_a_short_word_is_given_once(chief: Browser) -> None:
    taken = {**GOOD, "slug": "number"}
    answered = chief.post("/admin/canned/new", taken, page="/admin/canned/new")
    assert answered.status_code == 409
    assert "คำย่อ" in answered.text


def test_canned_replies_are_put_in_order(chief: Browser) -> None:
    first, second = (reply.slug for reply in queries.canned_replies()[:2])
    chief.post(f"/admin/canned/{second}/move", {"to": "up"}, page="/admin/canned")
    assert [reply.slug for reply in queries.canned_replies()[:2]] == [second, first]


def test_a_preview_fills_in_examples(chief: Browser) -> None:
    written = {"private_text": "คุณ{name} เลข {number}", "public_text": ""}
    shown = chief.post("/admin/canned/preview", written, page="/admin/canned/new").text
    assert "คุณสมหญิง ตัวอย่าง" in shown
    assert "2569-000123-4" in shown


def test_a_word_to_avoid_is_added_and_taken_out(chief: Browser) -> None:
    chief.post("/admin/words", {"word": "ดราม่า", "instead": "ข้อถกเถียง"}, page="/admin/words")
    added = queries.forbidden_words()[-1]
    assert (added.word, added.instead) == ("ดราม่า", "ข้อถกเถียง")
    again = chief.post("/admin/words", {"word": "ดราม่า"}, page="/admin/words")
    assert again.status_code == 409
    chief.post(f"/admin/words/{added.id}/remove", page="/admin/words")
    assert "ดราม่า" not in [word.word for word in queries.forbidden_words()]
    assert audited() == ["forbidden_word_added", "forbidden_word_removed"]


def test_words_of_danger_and_contacts_are_the_installations_own(chief: Browser) -> None:
    chief.post("/admin/urgent/words", {"word": "ถังแก๊สระเบิด"}, page="/admin/urgent")
    assert "ถังแก๊สระเบิด" in [each.word for each in queries.get_tag("urgent").keywords]
    new = {"name": "เวรศูนย์ฯ", "phone": "081-000-0000", "hours": "นอกเวลาราชการ"}
    chief.post("/admin/urgent/contacts", new, page="/admin/urgent")
    added = queries.contacts()[-1]
    assert (added.name, added.hours) == ("เวรศูนย์ฯ", "นอกเวลาราชการ")
    nameless = {**new, "name": " "}
    path = f"/admin/urgent/contacts/{added.id}"
    assert chief.post(path, nameless, page="/admin/urgent").status_code == 400
    chief.post(f"{path}/put-away", page="/admin/urgent")
    assert "เวรศูนย์ฯ" not in chief.get("/admin/urgent")


@pytest.mark.parametrize(
    "path", ["/admin/canned", "/admin/canned/new", "/admin/words", "/admin/urgent"]
)
def test_an_agent_looks_after_none_of_it(
    browser: Browser, make_user: Callable[..., User], path: str
) -> None:
    make_user(Role.AGENT)
    browser.login("agent@example.org", PASSWORD)
    assert "ไม่มีสิทธิ์" in browser.get(path, status=403)
