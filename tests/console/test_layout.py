"""The console's panes on a wide screen, a tablet and a phone; and where the focus is, one sees."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page as Window
from playwright.sync_api import expect

from crm import clock
from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.pagelink.models import Conversation, Page
from tests.chromium import log_in
from tests.console.factories import make_conversation, make_identity, say
from tests.console.test_accessibility import PHONE, WIDE

TABLET = {"width": 800, "height": 1000}
STOPS = 120
RING = """() => {
  const here = document.activeElement;
  if (here === document.body) return null;
  const shown = getComputedStyle(here);
  const seen = here.checkVisibility() && here.getBoundingClientRect().width > 0;
  const rings = shown.outlineStyle !== "none" && parseFloat(shown.outlineWidth) >= 2;
  return [here.id || here.textContent.trim().slice(0, 30) || here.tagName, seen && rings];
}"""

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def waiting(talk_id: int) -> list[int]:
    """Thirty conversations that wait; the first has a long thread."""
    now = clock.now()
    with transaction():
        first = db.session.get_one(Conversation, talk_id)
        for number in range(25):
            say(first, f"ข้อความเก่าที่ {number}", now - timedelta(days=2), state=None)
        page = db.session.query(Page).one()
        talks = [make_conversation(page, now - timedelta(minutes=60 - n)) for n in range(29)]
        for number, talk in enumerate(talks):
            person = make_identity(page, now, f"คนที่ {number}")
            say(talk, f"เรื่องที่ {number}", now - timedelta(minutes=60 - number), by=person)
        return [talk_id, *(talk.id for talk in talks)]


@pytest.fixture
def window(
    chromium: Chromium, address: str, waiting: list[int], make_user: Callable[..., User]
) -> Iterator[Window]:
    """An agent in the inbox, on a wide screen at first."""
    make_user(Role.AGENT)
    context = chromium.new_context(base_url=address, viewport=WIDE, reduced_motion="reduce")
    window = context.new_page()
    log_in(window, address)
    yield window
    context.close()


def panes(window: Window) -> dict[str, tuple[int, int]]:
    """Where each pane that is seen begins: from the left and from the top."""
    shown = window.locator(".pane:visible").all()
    boxes = {str(pane.get_attribute("class")): pane.bounding_box() for pane in shown}
    return {
        name.removeprefix("pane pane-"): (round(box["x"]), round(box["y"]))
        for name, box in boxes.items()
        if box
    }


def test_a_wide_screen_has_three_panes_a_tablet_two_a_phone_one(
    window: Window, waiting: list[int]
) -> None:
    window.goto(f"/inbox/{waiting[0]}")
    wide = panes(window)
    assert wide["list"][0] < wide["talk"][0] < wide["side"][0]
    assert len({top for _, top in wide.values()}) == 1
    window.set_viewport_size(TABLET)  # type: ignore[arg-type]
    tablet = panes(window)
    assert tablet["list"][0] < tablet["talk"][0] == tablet["side"][0]
    talk = window.locator(".pane-talk").bounding_box()
    assert talk and abs(talk["y"] + talk["height"] - tablet["side"][1]) <= 1
    window.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert set(panes(window)) == {"talk", "side"}
    window.goto("/inbox")
    assert set(panes(window)) == {"list"}


@pytest.mark.parametrize("size", [TABLET, PHONE], ids=["tablet", "phone"])
def test_a_conversation_opens_at_what_waits_and_the_list_keeps_its_place(
    window: Window, waiting: list[int], size: dict[str, int]
) -> None:
    window.set_viewport_size(size)  # type: ignore[arg-type]
    window.locator(f"#row-{waiting[0]}").click()
    expect(window.locator(".said.is-open")).to_be_in_viewport()
    window.go_back()
    expect(window.locator(".panes:not([data-conversation])")).to_be_visible()
    row = window.locator(f"#row-{waiting[20]}")
    row.scroll_into_view_if_needed()
    row.click()
    expect(window.locator(f".panes[data-conversation='{waiting[20]}']")).to_be_visible()
    expect(window.locator("#talk-name")).to_be_in_viewport()
    window.go_back()
    expect(window.locator(".panes:not([data-conversation])")).to_be_visible()
    expect(row).to_be_in_viewport()


def test_wherever_the_tabulator_leads_a_ring_is_seen(window: Window, waiting: list[int]) -> None:
    window.goto(f"/inbox/{waiting[0]}")
    for theme in ("light", "dark"):
        window.evaluate("theme => document.documentElement.dataset.bsTheme = theme", theme)
        window.evaluate("document.activeElement.blur()")
        found = []
        for _ in range(STOPS):
            window.keyboard.press("Tab")
            found.append(window.evaluate(RING))
        assert [name for name, ring in filter(None, found) if not ring] == []
        assert len({name for name, _ in filter(None, found)}) > 50


def test_the_keys_can_be_asked_for_without_knowing_one(window: Window) -> None:
    window.get_by_role("button", name="แป้นลัด").click()
    expect(window.locator("#keys")).to_be_visible()


def test_the_title_counts_what_waits(window: Window) -> None:
    expect(window).to_have_title("(30) รายการรอตอบ · ศูนย์รับแจ้งทุกข์สาธิต")
