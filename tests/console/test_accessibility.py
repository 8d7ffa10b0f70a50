"""Every main page in a real browser: nothing that axe-core finds, no sideways scrolling.

With `CRM_TEST_PICTURES` naming a folder, each page is pictured there, in both languages.
"""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from crm import clock
from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.pagelink.models import AnswerState, Conversation
from crm.worksheets.links import citizen_links
from crm.worksheets.models import Worksheet
from crm.worksheets.service import open_worksheet
from tests.chromium import log_in
from tests.conftest import PASSWORD
from tests.console.factories import say

AXE = (Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
TWICE_AS_LARGE = {"width": 640, "height": 400}
PAGES = {
    Role.VIEWER: ("/inbox/{talk}",),
    Role.AGENT: (
        "/inbox",
        "/inbox/filter",
        "/inbox?show=everything&kind=comment",
        "/inbox?tab=mine",
        "/inbox/{talk}/activity",
        "/no/such/page",
        "/inbox/{talk}",
        "/inbox/many?chosen={talk}",
        "/inbox/filter",
        "/inbox/handover",
        "/worksheets",
        "/worksheets/{number}",
        "/worksheets/filing",
        "/worksheets/untellable",
        "/posts",
        "/posts/{post}",
        "/customers",
        "/customers/{person}",
        "/customers/{person}/history",
        "/posts?order=comments",
        "/search?q=ไฟทาง",
        "/map",
    ),
    Role.SUPERVISOR: (
        "/inbox/unanswered",
        "/approvals",
        "/reports",
        "/reports/{month}",
        "/reports/{month}/open",
        "/reports/{month}/followers",
        "/reports/baselines",
        "/mentions",
        "/admin/canned",
        "/admin/canned/new",
        "/admin/canned/number",
        "/admin/words",
        "/admin/urgent",
        "/admin/tags",
    ),
    Role.ADMIN: (
        "/admin/pages",
        "/admin/pages/1",
        "/admin/pages/1/health",
        "/admin/webhooks",
        "/admin/users",
        "/customers/{person}/erase",
    ),
}
NO_PAGES = {
    "home",
    "static",
    "console.canned",
    "console.following",
    "console.jump",
    "console.news",
    "console.personal_data",
    "graph.verify",
    "health.healthz",
    "health.metrics",
    "maps.cells",
    "maps.districts",
    "maps.frame_script",
    "maps.names",
    "maps.pin_districts",
    "maps.pin_names",
    "maps.small",
    "pagelink.attachment",
    "reports.download",
    "reports.kept_file",
    "search.opened",
    "search.opened_message",
    "search.record",
    "worksheets.photo",
    "worksheets.reply_photo",
    "worksheets.result_photo",
}
"""What answers with a file, a part of a page, or the way to another page."""
OF_CITIZENS = ("{link_status}", "{link_pin}", "{link_details}", "{link_survey}", "/c/x/status")

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def places(app: Flask, talk_id: int) -> dict[str, object]:
    """What the addresses are filled with: a conversation with a case, and who wrote in it."""
    now = clock.now()
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        talk.urgent = True
        old = now - timedelta(days=3)
        say(talk, "รอมาหลายวันแล้ว", old, state=AnswerState.ANSWERED)
        sheet = open_worksheet(talk, title="ไฟทางหน้าซอยดับ", by=None, now=now)
        sheet_id = sheet.id
    sheet = db.session.get_one(Worksheet, sheet_id)
    with app.test_request_context():
        links = citizen_links(sheet)
    return {
        "talk": talk_id,
        "post": db.session.get_one(Conversation, talk_id).post_id,
        "number": sheet.number,
        "person": sheet.customer_id,
        "month": f"{now:%Y-%m}",
        **{name: urlsplit(link).path for name, link in links.items()},
    }


@pytest.mark.parametrize("role", list(PAGES))
def test_a_page_of_the_staff_can_be_used_by_everybody(
    chromium: Chromium,
    address: str,
    places: dict[str, object],
    make_user: Callable[..., User],
    role: Role,
) -> None:
    make_user(role)
    page = chromium.new_page(viewport=WIDE, bypass_csp=True, reduced_motion="reduce")
    page.goto(f"{address}/login")
    page.fill("[name=email]", f"{role}@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/inbox")
    found = look_at(page, address, [path.format(**places) for path in PAGES[role]], role)
    page.close()
    assert found == []


def test_a_page_of_the_citizens_can_be_used_by_everybody(
    chromium: Chromium, address: str, places: dict[str, object]
) -> None:
    page = chromium.new_page(viewport=PHONE, bypass_csp=True, reduced_motion="reduce")
    paths = ["/login", *(path.format(**places) for path in OF_CITIZENS)]
    found = look_at(page, address, paths, "citizen")
    page.close()
    assert found == []


def test_every_page_is_looked_at(app: Flask, places: dict[str, object]) -> None:
    matched = app.url_map.bind("localhost")
    listed = [path for paths in PAGES.values() for path in paths if "no/such" not in path]
    paths = [path.format(**places).split("?")[0] for path in (*listed, *OF_CITIZENS, "/login")]
    looked_at = {matched.match(path)[0] for path in paths}
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith("api.")
    }
    assert pages - NO_PAGES == looked_at


def test_what_keys_open_and_the_preview_to_many_can_be_used_by_everybody(
    chromium: Chromium, address: str, places: dict[str, object], make_user: Callable[..., User]
) -> None:
    make_user(Role.AGENT)
    page = chromium.new_page(viewport=WIDE, bypass_csp=True, reduced_motion="reduce")
    log_in(page, address)
    page.goto(f"{address}/inbox/{places['talk']}")
    found = []
    for name, keys in (("keys", "Shift+Slash"), ("choosing", "KeyT"), ("palette", "Control+KeyK")):
        page.keyboard.press(keys)
        page.wait_for_selector(f"#{name}[open]")
        found += in_both_themes(page, name)
        page.keyboard.press("Escape")
    page.locator("#activity summary").click()
    page.wait_for_selector("#activity li")
    found += in_both_themes(page, "activity")
    page.goto(f"{address}/inbox/many?chosen={places['talk']}")
    page.fill("#many-text", "รับเรื่องแล้วค่ะ")
    page.locator("[formaction$=preview]").click()
    page.wait_for_url("**/preview")
    found += in_both_themes(page, "preview")
    page.close()
    assert found == []


def in_both_themes(page: Page, name: str) -> list[str]:
    """What axe-core finds on the page as it stands, light and dark."""
    found = []
    for theme in ("light", "dark"):
        page.evaluate("theme => document.documentElement.dataset.bsTheme = theme", theme)
        found += [f"{name} {theme}: {broken}" for broken in broken_rules(page)]
        keep_picture(page, f"opened {name} {theme}")
    return found


def look_at(page: Page, address: str, paths: list[str], name: str) -> list[str]:
    """What is wrong with these pages, light and dark, wide, on a phone and twice as large."""
    found: list[str] = []
    usual = page.viewport_size or WIDE
    for path in paths:
        page.goto(address + path, wait_until="networkidle")
        for theme in ("light", "dark"):
            page.evaluate("theme => document.documentElement.dataset.bsTheme = theme", theme)
            found += [f"{path} {theme}: {broken}" for broken in broken_rules(page)]
            keep_picture(page, f"{name}{path} {theme}")
        for size in (PHONE, TWICE_AS_LARGE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{path} scrolls sideways at {size['width']}")
        keep_picture(page, f"{name}{path} 200 percent")
        page.set_viewport_size(usual)
    keep_english_pictures(page, address, paths, name)
    return found


def broken_rules(page: Page) -> list[str]:
    """What axe-core finds, each with the first place."""
    page.evaluate(AXE)
    report = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [f"{part['id']} {part['nodes'][0]['html'][:120]}" for part in report["violations"]]


def keep_picture(page: Page, name: str) -> None:
    """Keep what the page looks like, if anybody asked for it."""
    folder = os.environ.get("CRM_TEST_PICTURES")
    if folder:
        file = re.sub(r"\W+", "-", name) + ".png"
        page.screenshot(path=Path(folder) / "pages" / file, full_page=True)


def keep_english_pictures(page: Page, address: str, paths: list[str], name: str) -> None:
    """The same in English, if anybody asked for it."""
    if not os.environ.get("CRM_TEST_PICTURES"):
        return
    page.goto(address + paths[0])
    page.evaluate("document.querySelector('button[lang=en]').click()")
    page.wait_for_selector("html[lang=en]")
    for path in paths:
        page.goto(address + path)
        keep_picture(page, f"{name}{path} english")
