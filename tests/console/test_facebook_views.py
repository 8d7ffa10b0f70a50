"""Admins see how the work with Facebook goes, and lift what stopped it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from crm import clock
from crm.auth.models import Role
from crm.db import db, transaction
from crm.graph import balances, budget, webhook
from crm.graph.budget import Purpose
from crm.graph.models import WebhookEvent
from crm.graph.sync import marks, missing
from crm.graph.sync.marks import MarkKind
from crm.pagelink import service as pagelink
from crm.pagelink.models import Page, Post
from tests.browser import Browser
from tests.console.factories import make_page


@pytest.fixture
def admin(log_in: Callable[[Role], Browser]) -> Browser:
    """An admin's browser."""
    return log_in(Role.ADMIN)


def test_calls_a_pass_and_a_message_stand_beside_the_chart(admin: Browser, talk_id: int) -> None:
    page = db.session.query(Page).one().id
    with transaction():
        budget.count_calls(page, Purpose.COMMENTS, 30, found=4, now=clock.now())
        budget.count_pass(page, now=clock.now())
        budget.count_pass(page, now=clock.now())
        budget.keep_share(page, 81, timedelta(0), now=clock.now())
    shown = admin.get(f"/admin/pages/{page}/health")
    assert "<svg" in shown
    assert 'value="81"' in shown.partition("<meter")[2].partition("</meter>")[0]
    for cell in ("30", "15.0", "4", "7.5"):
        assert f'<td class="number">{cell}</td>' in shown


def test_a_days_posts_stand_beside_facebooks_totals_the_largest_difference_first(
    app: Flask, admin: Browser, talk_id: int
) -> None:
    post = db.session.query(Post).one()
    page, external_id, number = post.page_id, post.external_id, post.id
    today = clock.now().astimezone(app.config["SETTINGS"].timezone).date()
    yesterday = today - timedelta(days=1)
    compare(page, external_id, total=1, day=yesterday)
    compare(page, external_id, total=3, day=today)
    with transaction() as session:
        balanced = Post(page_id=page, external_id="balanced", text="โพสต์ที่ตรงกัน")
        session.add(balanced)
    compare(page, "balanced", total=0, day=today)
    shown = admin.get(f"/admin/pages/{page}/health")
    assert f'href="/posts/{number}"' in shown
    cells = '<td class="number">1</td><td class="number">3</td><td class="number">2</td>'
    assert 0 < shown.index(cells) < shown.index("โพสต์ที่ตรงกัน")
    assert "1 จาก 3 ที่เฟซบุ๊กนับ" in admin.get(f"/posts/{number}")
    day_before = admin.get(f"/admin/pages/{page}/health?day={yesterday}")
    assert "ตรงกันทุกโพสต์" in day_before
    assert cells not in day_before


def test_an_admin_is_told_what_is_out_of_sight_and_may_say_that_it_was_deleted(
    admin: Browser, talk_id: int
) -> None:
    post = db.session.query(Post).one()
    page, external_id = post.page_id, post.page.external_id
    with transaction():
        missing.note_post(page, post.external_id, clock.now())
        marks.save(page, MarkKind.SUSPICION, external_id, visited_at=clock.now())
    address = f"/admin/pages/{page}/health"
    assert "มองไม่เห็น 1 รายการพร้อมกัน" in admin.get(address)
    assert admin.post(f"/admin/pages/{page}/deleted", page=address).status_code == 303
    assert "มองไม่เห็น" not in admin.get(address)


def compare(page: int, post: str, *, total: int, day: date) -> None:
    """As if a pass of that day had been told this total."""
    began = clock.now()
    with transaction():
        marks.save(page, MarkKind.POST, post, seen_total=total, visited_at=began)
    balances.keep(page, visited_since=began, day=day)


def test_the_first_import_shows_how_far_it_has_come(admin: Browser, talk_id: int) -> None:
    post = db.session.query(Post).one()
    page, external_id, page_number = post.page_id, post.external_id, post.page.external_id
    address = f"/admin/pages/{page}/health"
    assert "ยังไม่เริ่มอ่าน" in admin.get(address)
    with transaction() as session:
        session.add(Post(page_id=page, external_id="another", text="ยังไม่ได้อ่าน"))
        marks.save(page, MarkKind.POST, external_id, created_at=clock.now())
    shown = admin.get(address)
    assert "อ่านความคิดเห็นแล้ว 1 จาก 2 โพสต์ที่พบ" in shown
    assert '<progress id="progress" max="2" value="1">' in shown
    assert "กำลังอ่านย้อนหลัง" in shown
    with transaction():
        marks.save(page, MarkKind.FEED, page_number, scanned_to=clock.now())
    assert "อ่านข้อมูลย้อนหลังครบแล้ว" in admin.get(address)


def test_an_event_that_was_not_understood_can_be_run_again(admin: Browser) -> None:
    with transaction():
        webhook.keep(b"no json", now=clock.now())
    event = db.session.query(WebhookEvent).one().id
    with transaction():
        webhook.take_in(event, now=clock.now())
    shown = admin.get("/admin/webhooks")
    assert "ไม่เข้าใจบางส่วน" in shown
    assert "<code>no JSON</code>" in shown
    assert admin.post(f"/admin/webhooks/{event}/again", page="/admin/webhooks").status_code == 303
    assert db.session.get_one(WebhookEvent, event).state == "new"


def test_an_unknown_event_cannot_be_run_again(admin: Browser) -> None:
    assert admin.post("/admin/webhooks/99/again", page="/admin/pages").status_code == 404


def test_one_button_lets_every_page_send_again(admin: Browser) -> None:
    with transaction():
        pages = [make_page(clock.now()) for _ in range(2)]
        pagelink.stop_sending_everywhere("facebook", now=clock.now())
        assert all(page.sending_stopped_at for page in pages)
    assert "หยุดส่งข้อความทุกเพจ" in admin.get("/admin/pages")
    admin.post("/admin/pages/allow-sending", page="/admin/pages")
    assert not [page for page in db.session.query(Page) if page.sending_stopped_at]
    assert "หยุดส่งข้อความทุกเพจ" not in admin.get("/admin/pages")


def test_only_admins_see_it(agent: Browser, talk_id: int) -> None:
    page = db.session.query(Page).one().id
    for path in ("/admin/webhooks", f"/admin/pages/{page}/health"):
        agent.get(path, status=403)
