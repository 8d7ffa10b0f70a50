"""What narrows the list is fetched when it is unfolded: by mouse, by keys, without scripts."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from crm.auth.models import Role, User
from tests.chromium import log_in

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def page(
    chromium: Chromium, address: str, talk_id: int, make_user: Callable[..., User]
) -> Iterator[Page]:
    """An agent before the list."""
    make_user(Role.AGENT)
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    log_in(page, address)
    yield page
    page.close()


def test_a_click_unfolds_it_and_the_list_is_narrowed(page: Page) -> None:
    page.get_by_text("ตัวกรอง", exact=True).click()
    page.get_by_label("รอนานกว่า").select_option("4")
    page.get_by_role("button", name="กรอง", exact=True).click()
    expect(page.locator("#rows")).to_contain_text("ไม่มีรายการในมุมมองนี้")
    expect(page.get_by_label("รอนานกว่า")).to_have_value("4")
    page.get_by_role("link", name="ล้างตัวกรอง").click()
    expect(page.locator(".row-link")).to_have_count(1)


def test_keys_unfold_it_once_a_conversation_stands_beside_the_list(page: Page) -> None:
    page.locator(".row-link").click()
    expect(page.locator("#talk-name")).to_be_visible()
    page.locator("details.filters summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("สถานะการตอบ")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_label("สถานะการตอบ")).to_be_focused()
    page.locator("details.filters summary").press("Enter")
    page.locator("details.filters summary").press("Enter")
    expect(page.locator("details.filters form")).to_have_count(1)


def test_without_scripts_a_link_leads_to_it(page: Page, chromium: Chromium, address: str) -> None:
    plain = chromium.new_page(java_script_enabled=False, storage_state=page.context.storage_state())
    plain.goto(f"{address}/inbox?tab=unassigned")
    plain.get_by_text("ตัวกรอง", exact=True).click()
    plain.get_by_role("link", name="ดูตัวกรองทั้งหมด").click()
    plain.get_by_label("รอนานกว่า").select_option("1")
    plain.get_by_role("button", name="กรอง", exact=True).click()
    expect(plain.locator(".row-link")).to_have_count(1)
    assert "tab=unassigned" in plain.url and "hours=1" in plain.url
    plain.close()
