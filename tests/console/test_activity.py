"""What colleagues did with a conversation, beside it: who, what and when; and where its case is."""

from collections.abc import Callable

from crm import clock
from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.worksheets import queries as cases
from crm.worksheets import service as worksheets
from crm.worksheets.models import Worksheet
from tests.browser import Browser
from tests.console.test_undo import act, opened_case, press_undo

FRAGMENT = {"HX-Request": "true"}


def test_every_kind_of_act_is_told_in_words_with_its_doer(agent: Browser, talk_id: int) -> None:
    me, tag = db.session.query(User).one(), cases.get_tag("inquiry")
    path = f"/inbox/{talk_id}"
    act(agent, f"{path}/assign", {"to": me.id})
    act(agent, f"{path}/snooze", {"hours": 4})
    act(agent, f"{path}/tags", {"set": tag.id})
    act(agent, f"{path}/tags", {"unset": tag.id})
    press_undo(agent, act(agent, f"{path}/needs-none", {"reason": "แท็กเพื่อน", "seen": 10**9}))
    press_undo(agent, act(agent, f"{path}/worksheet", {"title": "ผิดเรื่อง"}))
    number = opened_case(agent, talk_id).number
    act(agent, f"{path}/stage", {"stage": f"{number} checking"})
    told = agent.get(f"{path}/activity")
    for words in ("มอบหมายแล้ว</b> agent@example.org", "พักไว้แล้ว", "ติดแท็กแล้ว", "เอาแท็กออกแล้ว"):
        assert words in told
    for words in ("ไม่ต้องตอบ", "เลิกทำ: ไม่ต้องตอบ", "เลิกทำการเปิดใบงาน", "เปิดใบงานแล้ว"):
        assert words in told
    assert told.index("เปลี่ยนสถานะ") < told.index("มอบหมายแล้ว")
    unfolded = agent.client.get(f"{path}/activity", headers=FRAGMENT).text
    assert "เปลี่ยนสถานะ" in unfolded and "<html" not in unfolded


def test_what_happened_to_a_restricted_case_is_not_told_to_everybody(
    browser: Browser, talk_id: int, make_user: Callable[..., User]
) -> None:
    supervisor = make_user(Role.SUPERVISOR)
    make_user(Role.AGENT)
    browser.login("agent@example.org", "correct horse battery")
    number = opened_case(browser, talk_id).number
    assert number in browser.get(f"/inbox/{talk_id}/activity")
    with transaction():
        sheet = db.session.query(Worksheet).one()
        sheet.restricted, sheet.opened_by_id = True, supervisor.id
    assert number not in browser.get(f"/inbox/{talk_id}/activity")


def test_nothing_done_yet_is_said(agent: Browser, talk_id: int) -> None:
    assert "ยังไม่มีกิจกรรม" in agent.get(f"/inbox/{talk_id}/activity")


def test_a_case_with_a_point_has_a_small_map_beside_the_conversation(
    agent: Browser, talk_id: int
) -> None:
    opened_case(agent, talk_id)
    assert "small.svg" not in agent.get(f"/inbox/{talk_id}")
    with transaction():
        place = worksheets.Place("pin", latitude=13.746, longitude=100.534, district="ปทุมวัน")
        sheet = db.session.query(Worksheet).one()
        worksheets.set_place(sheet, place, by=None, now=clock.now())
        number = sheet.number
    for page in (f"/inbox/{talk_id}", f"/worksheets/{number}"):
        shown = agent.get(page)
        assert 'src="/map/small.svg?at=13.74600,100.53400"' in shown
        assert "แผนที่รอบจุดเกิดเหตุ ปทุมวัน" in shown
        assert 'href="/map?at=13.74600,100.53400"' in shown
