"""Every key of the list that `?` shows, pressed in a real browser on either layout."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Route, expect

from crm import clock
from crm.auth.models import Role, User
from crm.console.views.palette import KEYS, TYPING_KEYS
from crm.db import transaction
from crm.pagelink import channels
from crm.worksheets import service as worksheets
from tests.chromium import log_in
from tests.console.factories import make_conversation, make_identity, make_page, say
from tests.console.fake_channel import FakeChannel
from tests.console.keyboard import EFFECTS, Desk
from tests.console.test_accessibility import WIDE

SHOWN = [key for *_, key, _meaning in (*KEYS, *TYPING_KEYS)]


@pytest.fixture
def talks(make_user: Callable[..., User]) -> list[int]:
    """Eight comments that wait; the last has a case, and words of danger."""
    make_user(Role.AGENT)
    make_user(Role.AGENT, "mali@example.org")
    channels.register("facebook", FakeChannel())
    now = clock.now()
    with transaction():
        page = make_page(now)
        page.filing_system = ""
        since = [now - timedelta(hours=9 - hours) for hours in range(8)]
        found = [make_conversation(page, at) for at in since]
        for number, (talk, at) in enumerate(zip(found, since, strict=True)):
            say(talk, f"เรื่องที่ {number}", at, by=make_identity(page, now, f"คนที่ {number}"))
        worksheets.open_worksheet(found[-1], title="ไฟดับ", by=None, now=now)
        found[-1].urgent = True
        return [talk.id for talk in found]


@pytest.fixture
def page(chromium: Chromium, address: str, talks: list[int]) -> Iterator[Page]:
    """An agent in the inbox."""
    context = chromium.new_context(base_url=address, viewport=WIDE, reduced_motion="reduce")
    page = context.new_page()
    log_in(page, address)
    yield page
    context.close()


@pytest.mark.parametrize("layout", ["english", "thai"])
def test_every_key_does_what_the_list_says(page: Page, talks: list[int], layout: str) -> None:
    desk = Desk(page, layout, talks[:-1], talks[-1])
    assert set(EFFECTS) == set(SHOWN)
    for key in SHOWN:
        EFFECTS[key](desk)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_stage_is_taken_back_by_its_key(page: Page, talks: list[int]) -> None:
    desk = Desk(page, "thai", talks[:-1], talks[-1])
    desk.show(desk.cased)
    desk.press("s", "1")
    expect(desk.at("#cases")).to_contain_text("ตรวจสอบ")
    expect(desk.at("#messages [data-key=u]")).to_be_visible()
    desk.press("u")
    expect(desk.at("#cases")).to_contain_text("รับเรื่อง")
    expect(desk.at("#messages")).to_contain_text("เลิกทำแล้ว")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_undo_takes_back_no_other_act_than_the_last(page: Page, talks: list[int]) -> None:
    """The word on the first act comes while the second is still under way."""
    desk = Desk(page, "thai", talks[:-1], talks[-1])
    under_way: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            under_way.append(route)
        else:
            route.continue_()

    page.route("**/inbox/*/**", hold)
    desk.show(talks[0])
    desk.press("d")
    expect(desk.at(f".panes[data-conversation='{talks[1]}']")).to_be_visible()
    desk.press("d")
    expect(desk.at(f".panes[data-conversation='{talks[2]}']")).to_be_visible()
    with page.expect_request(lambda request: request.method == "POST"):
        under_way.pop().continue_()
    expect(desk.at("#messages [data-key=u]")).to_have_count(0)
    under_way.pop().continue_()
    expect(desk.at("#messages [data-key=u]")).to_be_visible()
    desk.press("u")
    expect(desk.at(f".panes[data-conversation='{talks[1]}']")).to_be_visible()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_while_one_types_no_key_is_a_shortcut(page: Page, talks: list[int]) -> None:
    desk = Desk(page, "thai", talks[:-1], talks[-1])
    talk = desk.show()
    desk.press("r", "d", "i", "j")
    expect(desk.at("#reply-text")).to_have_value("กร่")
    expect(desk.at(f".panes[data-conversation='{talk}']")).to_be_visible()
    desk.press("Escape", "j")
    expect(desk.at(f".panes[data-conversation='{talks[1]}']")).to_be_visible()
