"""A new admin's first two minutes: from the address to an answered comment, with nobody's help."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from crm import clock
from crm.auth.models import Role, User
from crm.pagelink import outbox
from tests.conftest import PASSWORD
from tests.console.test_accessibility import PHONE, WIDE

SOON = 10_000


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
def test_a_comment_is_answered_in_six_steps_by_what_stands_on_the_screen(
    chromium: Chromium,
    address: str,
    talk_id: int,
    make_user: Callable[..., User],
    size: dict[str, int],
) -> None:
    make_user(Role.AGENT)
    context = chromium.new_context(base_url=address, viewport=size)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/")
    page.get_by_label("อีเมล").fill("agent@example.org")
    page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    page.get_by_role("link", name="สมหญิง ตัวอย่าง").click()
    expect(page.get_by_text("ได้ถึง")).to_be_in_viewport()
    page.get_by_label("ข้อความตอบกลับ").fill("รับเรื่องแล้วค่ะ จะประสานหน่วยงานให้ค่ะ")
    page.get_by_role("button", name="ส่ง", exact=True).click()
    expect(page.locator("#thread")).to_contain_text("รับเรื่องแล้วค่ะ")
    assert outbox.send_due(clock.now())
    expect(page.locator("#thread")).to_contain_text("ส่งแล้ว", timeout=SOON)
    expect(page.locator("#thread")).not_to_contain_text("รอตอบ")
    expect(page.locator("#talk-state .waiting")).to_have_count(0)
    context.close()
