"""The composer in a real browser: canned replies by `/`, colleagues by `@`, hints as one types."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from crm.auth.models import Role, User
from tests.chromium import log_in
from tests.console.test_accessibility import WIDE, broken_rules

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def page(
    chromium: Chromium, address: str, talk_id: int, make_user: Callable[..., User]
) -> Iterator[Page]:
    """An agent before the open conversation."""
    make_user(Role.AGENT)
    make_user(Role.VIEWER, "koi@example.org")
    make_user(Role.AGENT, "mali@example.org")
    page = chromium.new_page(viewport=WIDE, bypass_csp=True, reduced_motion="reduce")
    log_in(page, address)
    page.goto(f"{address}/inbox/{talk_id}")
    yield page
    page.close()


def test_a_slash_finds_previews_and_inserts_a_canned_reply(page: Page) -> None:
    writing = page.locator("#reply-text")
    writing.press_sequentially("/")
    words = page.get_by_role("combobox", name="ค้นหาข้อความสำเร็จรูป")
    expect(words).to_be_focused()
    words.press_sequentially("รายละเอียด")
    expect(page.locator("#canned-list").get_by_role("option")).to_have_count(1)
    expect(page.locator("#canned-preview mark")).to_have_text("{question}")
    assert broken_rules(page) == []
    words.press("Enter")
    expect(writing).to_be_focused()
    assert writing.input_value().startswith("ขอบคุณสำหรับข้อมูลค่ะ")
    assert "/" not in writing.input_value()
    chosen = "field => field.value.slice(field.selectionStart, field.selectionEnd)"
    assert writing.evaluate(chosen) == "{question}"


def test_what_was_sent_leaves_the_composer(page: Page) -> None:
    page.locator("#reply-text").press_sequentially("รับเรื่องแล้วค่ะ")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread .said.is-out")).to_contain_text("รับเรื่องแล้วค่ะ")
    expect(page.locator("#reply-text")).to_have_value("")
    expect(page.locator("#talk-name")).to_be_focused()


def test_escape_gives_the_slash_back(page: Page) -> None:
    writing = page.locator("#reply-text")
    writing.press_sequentially("5")
    writing.press_sequentially("/")
    expect(writing).to_be_focused()
    writing.press_sequentially(" /")
    words = page.get_by_role("combobox", name="ค้นหาข้อความสำเร็จรูป")
    words.press("Escape")
    expect(writing).to_be_focused()
    assert writing.input_value() == "5/ /"


def test_a_private_link_leaves_private_routes_only(page: Page) -> None:
    page.locator("#reply-text").fill("ดูที่ http://localhost/c/abc/status ค่ะ")
    expect(page.locator("[name=route][data-public=yes]")).to_be_disabled()
    expect(page.locator("#hints")).to_contain_text("ข้อความส่วนตัวเท่านั้น")
    page.locator("#reply-text").fill("รับเรื่องแล้วค่ะ")
    expect(page.locator("[name=route][data-public=yes]")).to_be_enabled()


def test_the_warning_follows_the_route(page: Page) -> None:
    page.locator("#reply-text").fill("โทร 089 765 4321 ค่ะ")
    page.locator("[name=route][data-public=yes]").check()
    expect(page.get_by_label("ตรวจแล้ว ยืนยันให้ส่งแบบสาธารณะ")).to_be_visible()
    assert broken_rules(page) == []
    page.locator("[name=route][data-public=no]").check()
    expect(page.get_by_label("ตรวจแล้ว ยืนยันให้ส่งแบบสาธารณะ")).to_have_count(0)


def test_an_at_sign_names_a_colleague(page: Page) -> None:
    page.locator("#note-box summary").click()
    note = page.locator("#note-text")
    note.press_sequentially("ฝาก @")
    words = page.get_by_role("combobox", name="ชื่อเพื่อนร่วมงาน")
    expect(words).to_be_focused()
    words.press_sequentially("mali")
    assert broken_rules(page) == []
    words.press("Enter")
    assert note.input_value() == "ฝาก @mali@example.org "
