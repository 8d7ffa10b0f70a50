"""Two people with the same conversation open, each in a real browser: what one does, the other
sees, and what the other types stays."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from crm import clock
from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.pagelink import outbox, service
from crm.pagelink.models import Conversation, Draft, Message, Reply, Route
from tests.conftest import PASSWORD
from tests.console.factories import put_tag, say

SOON = 10_000
ROUTE_HAS_CLOSED = """() => {
  const [name] = Object.keys(localStorage).filter((one) => one.startsWith("draft-of-"));
  const kept = JSON.parse(localStorage.getItem(name));
  localStorage.setItem(name, JSON.stringify({ ...kept, route: "human_agent" }));
}"""

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def windows(
    chromium: Chromium, address: str, make_user: Callable[..., User]
) -> Iterator[Callable[[Role], Page]]:
    """Opens a browser of their own for somebody with a role."""
    opened = []

    def open_for(role: Role) -> Page:
        make_user(role)
        context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.goto("/login")
        page.fill("[name=email]", f"{role}@example.org")
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url("**/inbox")
        opened.append(context)
        return page

    yield open_for
    for context in opened:
        context.close()


def test_a_colleague_sees_who_writes_and_takes_over_with_a_yes(
    windows: Callable[[Role], Page], talk_id: int
) -> None:
    first, second = windows(Role.AGENT), windows(Role.SUPERVISOR)
    second.goto(f"/inbox/{talk_id}")
    first.goto(f"/inbox/{talk_id}")
    first.locator("#reply-text").press_sequentially("กำลังตรวจสอบ")
    expect(second.locator("#pen")).to_contain_text("agent@example.orgกำลังตอบ", timeout=SOON)
    expect(second.locator(".writing-mark")).to_be_visible()
    expect(second.locator("#reply-text")).not_to_be_editable()
    second.on("dialog", lambda dialog: dialog.accept())
    second.get_by_role("button", name="ตอบแทน").click()
    expect(second.locator("#reply-text")).to_be_editable()
    expect(first.locator("#pen")).to_contain_text("supervisor@example.orgกำลังตอบ", timeout=SOON)
    expect(first.locator("#reply-text")).to_have_value("กำลังตรวจสอบ")


def test_news_comes_to_every_pane_and_what_is_typed_stays(
    windows: Callable[[Role], Page], talk_id: int
) -> None:
    screen = windows(Role.AGENT)
    screen.goto(f"/inbox/{talk_id}")
    screen.locator("#reply-text").press_sequentially("เรียนคุณสมหญิง")
    screen.locator("#case-title").fill("ไฟดับทั้งซอย")
    colleague = db.session.query(User).one()
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        say(talk, "ยังไม่มาซ่อมเลย", clock.now())
        put_tag(talk, "inquiry", clock.now())
        service.assign(talk, to=colleague, by=None, now=clock.now())
    expect(screen.locator("#thread")).to_contain_text("ยังไม่มาซ่อมเลย", timeout=SOON)
    expect(screen.locator("#rows")).to_contain_text("ยังไม่มาซ่อมเลย")
    expect(screen.locator("#tags")).to_contain_text("สอบถาม")
    expect(screen.locator("#acts")).to_contain_text(f"ผู้รับผิดชอบ: {colleague.name}")
    expect(screen.locator("#meanwhile")).to_contain_text("ยังไม่มาซ่อมเลย")
    expect(screen.locator("#reply-text")).to_have_value("เรียนคุณสมหญิง")
    expect(screen.locator("#rungs legend")).to_contain_text("สมหญิง")
    expect(screen.locator("#case-title")).to_have_value("ไฟดับทั้งซอย")
    screen.get_by_role("link", name="อ่านก่อน").click()
    expect(screen.locator("#meanwhile")).to_have_count(0)
    screen.get_by_role("button", name="ส่ง", exact=True).click()
    expect(screen.locator("#thread")).to_contain_text("เรียนคุณสมหญิง")
    expect(screen.locator("#thread")).to_contain_text("รอส่ง")
    outbox.send_due(clock.now())
    expect(screen.locator("#thread")).to_contain_text("ส่งแล้ว", timeout=SOON)


def test_the_routes_follow_what_is_left(windows: Callable[[Role], Page], talk_id: int) -> None:
    screen = windows(Role.AGENT)
    screen.goto(f"/inbox/{talk_id}")
    expect(screen.locator("#rungs label")).to_have_count(2)
    with transaction():
        message = db.session.query(Message).one()
        message.created_at = message.created_at.replace(year=message.created_at.year - 1)
        service.touch(message.conversation, clock.now())
    expect(screen.locator("#rungs label")).to_have_count(1, timeout=SOON)


def test_what_one_reads_does_not_move(windows: Callable[[Role], Page], talk_id: int) -> None:
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        for number in range(40):
            say(talk, f"ข้อความที่ {number}", clock.now())
    screen = windows(Role.AGENT)
    screen.goto(f"/inbox/{talk_id}")
    screen.evaluate("document.getElementById('thread-scroll').scrollTop = 400")
    line = screen.get_by_text("ข้อความที่ 8", exact=True)
    before = line.bounding_box()
    with transaction():
        say(db.session.get_one(Conversation, talk_id), "ใหม่ล่าสุด", clock.now())
        service.touch(db.session.get_one(Conversation, talk_id), clock.now())
    expect(screen.locator("#thread")).to_contain_text("ใหม่ล่าสุด", timeout=SOON)
    assert line.bounding_box() == before


def test_a_draft_survives_a_reload_a_lost_network_and_another_device(
    windows: Callable[[Role], Page], talk_id: int
) -> None:
    screen = windows(Role.AGENT)
    screen.goto(f"/inbox/{talk_id}")
    field = screen.locator("#reply-text")
    with screen.expect_response("**/writing"):
        field.press_sequentially("ร่าง")
    screen.context.set_offline(True)
    field.press_sequentially("แรก")
    with screen.expect_response("**/writing"):
        screen.context.set_offline(False)
    assert db.session.query(Draft).one().text == "ร่างแรก"
    db.session.rollback()
    screen.evaluate("localStorage.clear()")
    screen.reload()
    expect(field).to_have_value("ร่างแรก")
    screen.get_by_role("radio").last.check()
    screen.get_by_role("button", name="ส่ง", exact=True).click()
    expect(screen.locator("#thread")).to_contain_text("ร่างแรก")
    expect(field).to_have_value("")
    assert db.session.query(Draft).count() == 0


def test_a_draft_keeps_the_route_that_it_is_meant_for(
    windows: Callable[[Role], Page], talk_id: int
) -> None:
    screen = windows(Role.AGENT)
    screen.goto(f"/inbox/{talk_id}")
    screen.locator("#reply-text").press_sequentially("ร่าง")
    screen.get_by_role("radio").last.check()
    screen.reload()
    expect(screen.get_by_role("radio").last).to_be_checked()
    screen.evaluate(ROUTE_HAS_CLOSED)
    screen.reload()
    expect(screen.locator("#reply-text")).to_have_value("ร่าง")
    expect(screen.locator("[name=route]:checked")).to_have_count(0)


def test_a_reply_by_a_colleague_is_told_while_one_types(
    windows: Callable[[Role], Page], talk_id: int, make_user: Callable[..., User]
) -> None:
    screen = windows(Role.AGENT)
    screen.goto(f"/inbox/{talk_id}")
    screen.locator("#reply-text").press_sequentially("เรียน")
    other = make_user(Role.SUPERVISOR)
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        target = db.session.query(Message).one()
        words = {"text": "ส่งช่างแล้ว", "route": Route.COMMENT}
        outbox.queue(talk, target=target, by=other, now=clock.now(), **words)
    expect(screen.locator("#meanwhile")).to_contain_text("ส่งช่างแล้ว", timeout=SOON)
    screen.locator("#together").get_by_role("button", name="ส่งเลย").click()
    expect(screen.locator("#thread")).to_contain_text("เรียน")
    expect(screen.locator("#thread .is-out")).to_have_count(2)


def test_an_author_is_told_in_the_open_console_that_a_reply_came_back(
    windows: Callable[[Role], Page], talk_id: int, make_user: Callable[..., User]
) -> None:
    screen = windows(Role.AGENT)
    returned = screen.locator("nav.only-wide").get_by_role("link", name="ส่งกลับแก้ไข")
    expect(returned).to_be_hidden()
    chief = make_user(Role.SUPERVISOR)
    with transaction():
        author = db.session.query(User).filter_by(role=Role.AGENT).one()
        author.replies_reviewed = True
        talk = db.session.get_one(Conversation, talk_id)
        reply = outbox.queue(talk, text="รับเรื่องแล้ว", by=author, now=clock.now())
        as_read = reply.fingerprint
        outbox.give_back(reply, "เติมค่ะ", as_read=as_read, by=chief, now=clock.now())
    expect(returned).to_be_visible(timeout=SOON)


def test_a_text_for_a_private_route_that_closes_never_turns_public_by_itself(
    windows: Callable[[Role], Page], talk_id: int
) -> None:
    screen = windows(Role.AGENT)
    screen.goto(f"/inbox/{talk_id}")
    screen.locator("#reply-text").press_sequentially("ข้อความถึงท่านเท่านั้นค่ะ")
    with transaction():
        message = db.session.query(Message).one()
        message.created_at = message.created_at.replace(year=message.created_at.year - 1)
        service.touch(message.conversation, clock.now())
    expect(screen.locator("#route-gone")).to_be_visible(timeout=SOON)
    screen.keyboard.press("Control+Enter")
    expect(screen.locator("#rungs input:checked")).to_have_count(0)
    assert db.session.query(Reply).count() == 0
    screen.locator("#rungs input").check()
    screen.get_by_role("button", name="ส่ง", exact=True).click()
    expect(screen.locator("#thread")).to_contain_text("ข้อความถึงท่านเท่านั้นค่ะ")
