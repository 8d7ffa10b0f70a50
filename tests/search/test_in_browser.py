"""The search box in a real browser: answers while one types, keys, and the timing that is left.

With `CRM_TEST_PICTURES` naming a folder, the box is pictured there, wide and on a phone.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask, Response, request, request_finished
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.search.models import SearchTiming
from tests.chromium import log_in
from tests.console.conftest import address as address
from tests.console.test_accessibility import PHONE, WIDE, broken_rules, keep_picture
from tests.reports import factories as make

AT = datetime(2026, 10, 5, tzinfo=UTC)
LOST = 30
"""Seconds after which a page's last word is taken for lost; it ends the wait, it isn't measured."""
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def message_id(app: Flask) -> int:
    """A message under a post, with a case, beside another message, a person, a tag and a note."""
    with transaction():
        page = make.page(AT)
        talk = make.conversation(page, AT, make.post(page, AT, "แจ้งไฟถนนดับได้ที่นี่"))
        said = make.message(talk, AT, "ไฟถนนดับทั้งซอย ๕๒", make.person(page, AT, "มานี รักเรียน"))
        make.message(talk, AT, "ขอบคุณค่ะ")
        make.worksheet(page, AT, said, title="ไฟถนนดับ ซอย 52")
        return int(said.id)


@pytest.fixture
def page(
    chromium: Chromium, address: str, message_id: int, make_user: Callable[..., User]
) -> Iterator[Page]:
    """An agent in the inbox."""
    make_user(Role.AGENT)
    page = chromium.new_page(
        base_url=address, viewport=WIDE, bypass_csp=True, reduced_motion="reduce"
    )
    log_in(page, address)
    yield page
    page.close()


def timings() -> list[SearchTiming]:
    db.session.rollback()
    return list(db.session.query(SearchTiming).order_by(SearchTiming.id))


def test_it_answers_while_one_types_and_opens_the_message_by_the_keys(
    page: Page, message_id: int
) -> None:
    page.goto("/search")
    expect(page.get_by_label("คำในข้อความ")).to_be_focused()
    page.keyboard.type("ถนนดับ", delay=30)
    hit = page.locator("#results li mark", has_text="ถนนดับ")
    expect(hit.first).to_be_visible()
    assert page.url.endswith("/search")
    look_at(page, "search")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#results a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    found = page.get_by_role("link", name="มานี รักเรียน")
    for _ in range(page.locator("#results a").count()):
        page.keyboard.press("ArrowDown")
        if found.evaluate("link => link === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/inbox/*#message-{message_id}")
    expect(page.locator(f"#message-{message_id}")).to_be_in_viewport()
    (timing,) = timings()
    assert (timing.ending, timing.opened_kind) == ("opened", "conversation")
    assert timing.ended_at and timing.ended_at > timing.started_at


def test_a_page_that_is_left_with_nothing_opened_is_a_search_given_up(
    app: Flask, page: Page
) -> None:
    told = end_told(app)
    page.goto("/search")
    page.keyboard.type("เครื่องบิน")
    expect(page.get_by_text("ไม่พบ “เครื่องบิน”")).to_be_visible()
    look_at(page, "search nothing")
    page.goto("/inbox")
    assert told.wait(LOST)
    assert [timing.ending for timing in timings()] == ["given_up"]


def test_the_box_above_the_inbox_searches_everything(page: Page, message_id: int) -> None:
    page.get_by_label("ค้นหาจากทุกข้อความ").fill("ซอย 52")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    expect(page.locator("#results mark").first).to_be_visible()
    page.get_by_role("link", name="มานี รักเรียน").click()
    page.wait_for_url(f"**/inbox/*#message-{message_id}")
    assert [timing.ending for timing in timings()] == ["opened"]


def test_the_box_above_the_inbox_answers_in_the_lists_place_while_one_types(
    page: Page, message_id: int
) -> None:
    page.keyboard.press("Slash")
    page.keyboard.type("ถนนดับ", delay=30)
    hits = page.get_by_role("region", name="ผลการค้นหา")
    expect(hits.locator("mark", has_text="ถนนดับ").first).to_be_visible()
    expect(page.locator("#rows")).to_be_hidden()
    assert page.url.endswith("/inbox")
    look_at(page, "list")
    page.keyboard.press("ArrowDown")
    expect(hits.locator("li > a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#inbox-search")).to_be_focused()
    found = hits.get_by_role("link", name="มานี รักเรียน")
    while not found.evaluate("link => link === document.activeElement"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/inbox/*#message-{message_id}")
    (timing,) = timings()
    assert (timing.ending, timing.opened_kind) == ("opened", "conversation")


def test_escape_brings_the_list_back_and_the_search_was_given_up(
    app: Flask, page: Page, message_id: int
) -> None:
    told = end_told(app)
    page.keyboard.press("Slash")
    page.keyboard.type("เครื่องบิน")
    expect(page.locator("#list-hits")).to_contain_text("ไม่พบ “เครื่องบิน”")
    page.keyboard.press("Escape")
    expect(page.locator("#rows")).to_be_visible()
    expect(page.locator("#inbox-search")).to_have_value("")
    expect(page.locator("#inbox-search")).not_to_be_focused()
    assert told.wait(LOST)
    assert [timing.ending for timing in timings()] == ["given_up"]


def test_what_was_found_in_the_list_need_not_be_opened(
    app: Flask, page: Page, message_id: int
) -> None:
    told = end_told(app)
    page.locator("#inbox-search").fill("ถนนดับ")
    page.locator("#list-hits").get_by_role("button", name="เจอแล้ว ไม่ต้องเปิด").click()
    expect(page.locator("#rows")).to_be_visible()
    assert told.wait(LOST)
    assert [timing.ending for timing in timings()] == ["found"]


def end_told(app: Flask) -> threading.Event:
    """Happens once a page has told how a search ended."""
    told = threading.Event()

    def notice(_app: Flask, response: Response) -> None:
        if request.path.startswith("/search/ended/"):
            told.set()

    request_finished.connect(notice, app, weak=False)
    return told


def look_at(page: Page, name: str) -> None:
    """Nothing that axe finds, light and dark, and no sideways scrolling on a phone."""
    for theme in ("light", "dark"):
        page.evaluate("theme => document.documentElement.dataset.bsTheme = theme", theme)
        assert broken_rules(page) == []
        keep_picture(page, f"typed {name} {theme}")
    page.set_viewport_size(PHONE)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    keep_picture(page, f"typed {name} phone")
    page.set_viewport_size(WIDE)
