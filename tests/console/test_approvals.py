"""A second pair of eyes, as the author and the supervisor see it."""

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask

from crm import clock
from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.pagelink.models import Page, Reply, ReplyState, Route
from tests.browser import Browser
from tests.conftest import PASSWORD
from tests.console.factories import make_conversation, make_identity, say
from tests.console.test_inbox_views import answer


@pytest.fixture
def everyone(app: Flask, make_user: Callable[..., User]) -> dict[Role, Browser]:
    """A browser for an admin, a supervisor and an agent."""
    browsers = {}
    for role in (Role.ADMIN, Role.SUPERVISOR, Role.AGENT):
        make_user(role)
        browsers[role] = Browser(app)
        browsers[role].login(f"{role}@example.org", PASSWORD)
    return browsers


def test_what_a_chosen_person_writes_waits_is_returned_put_right_and_approved(
    everyone: dict[Role, Browser], talk_id: int
) -> None:
    agent, chief = everyone[Role.AGENT], everyone[Role.SUPERVISOR]
    who = db.session.query(User).filter_by(role=Role.AGENT).one()
    everyone[Role.ADMIN].post(
        f"/admin/users/{who.id}/reviewed", {"reviewed": 1}, page="/admin/users"
    )
    assert "ต้องมีคนตรวจ" in everyone[Role.ADMIN].get("/admin/users")
    assert "จะรอหัวหน้าตรวจก่อน" in agent.get(f"/inbox/{talk_id}")
    assert "จะรอหัวหน้าตรวจก่อน" not in chief.get(f"/inbox/{talk_id}")
    answer(agent, talk_id)
    reply = db.session.query(Reply).one()
    assert "รออนุมัติ" in agent.get(f"/inbox/{talk_id}")
    assert "รับเรื่องแล้วค่ะ" in chief.get("/approvals")
    decide = {"as_read": reply.fingerprint, "note": "เติมชื่อหน่วยงาน"}
    chief.post(f"/replies/{reply.id}/return?back=approvals", decide, page="/approvals")
    assert "เติมชื่อหน่วยงาน" in agent.get("/approvals")
    better = {"text": "สำนักการโยธารับเรื่องแล้วค่ะ"}
    agent.post(f"/replies/{reply.id}/hand-in", better, page="/approvals")
    stale = chief.post(f"/replies/{reply.id}/approve", decide, page="/approvals")
    assert (stale.status_code, "กรุณาอ่านอีกครั้ง" in stale.text) == (409, True)
    db.session.expire_all()
    seen = {"as_read": db.session.get_one(Reply, reply.id).fingerprint}
    refused = agent.post(f"/replies/{reply.id}/approve", seen, page="/approvals")
    assert refused.status_code == 403
    chief.post(f"/replies/{reply.id}/approve?back=approvals", seen, page="/approvals")
    assert "ไม่มีข้อความรออนุมัติ" in chief.get("/approvals")
    assert "รอส่ง" in agent.get(f"/inbox/{talk_id}")


def test_the_menu_leads_to_what_waits_for_this_person(
    everyone: dict[Role, Browser], talk_id: int
) -> None:
    always, while_counted = (
        '<li><a href="/approvals"',
        '<li class="only-counted"><a href="/approvals"',
    )
    assert always in everyone[Role.SUPERVISOR].get("/inbox")
    assert while_counted in everyone[Role.AGENT].get("/inbox")


def asks_for_help(page: Page, number: int) -> tuple[int, int]:
    """Somebody who waits for an answer: their conversation and their message."""
    talk = make_conversation(page, clock.now())
    who = make_identity(page, clock.now(), f"คนที่ {number}")
    return talk.id, say(talk, "น้ำท่วม", clock.now(), by=who).id


def test_what_says_the_same_to_many_is_read_once_and_goes_out_each_by_itself(
    everyone: dict[Role, Browser], talk_id: int
) -> None:
    with transaction():
        author = db.session.query(User).filter_by(role=Role.AGENT).one()
        author.replies_reviewed = True
        page = db.session.query(Page).one()
        asked = [asks_for_help(page, number) for number in range(4)]
    texts = ["เจ้าหน้าที่กำลังสูบน้ำค่ะ"] * 3 + ["ขอทราบพิกัดค่ะ"]
    for (talk, message), text in zip(asked, texts, strict=True):
        fields = {"text": text, "route": Route.COMMENT, "target": message, "seen": message}
        everyone[Role.AGENT].post(f"/inbox/{talk}/reply", fields | {"once": f"form-{talk}"})
    chief = everyone[Role.SUPERVISOR]
    shown = chief.get("/approvals")
    assert "ตอบ 3 คนด้วยข้อความเดียวกัน" in shown
    read = [reply for reply in db.session.query(Reply).all() if "สูบน้ำ" in reply.text]
    seen = {f"as_read_{reply.id}": reply.fingerprint for reply in read}
    seen |= {"reply": [reply.id for reply in read]}
    better = {"text": "ถอนกำลังแล้วค่ะ"}
    everyone[Role.AGENT].post(f"/replies/{read[2].id}/hand-in", better, page="/approvals")
    assert everyone[Role.AGENT].post("/approvals", seen).status_code == 403
    chief.post("/approvals", seen, page="/approvals")
    told = chief.get("/approvals")
    assert "อนุมัติแล้ว 2 ข้อความ กำลังส่ง" in told
    assert "อนุมัติไม่ได้ 1 ข้อความ: ข้อความนี้เปลี่ยนไป" in told
    db.session.expire_all()
    states = Counter(reply.state for reply in db.session.query(Reply).all())
    assert states == {ReplyState.QUEUED: 2, ReplyState.WAITING: 2}
