"""Views of the inbox that somebody named, and the supervisor's look at what isn't answered."""

import re
from collections.abc import Callable
from datetime import timedelta

from crm import clock
from crm.auth import service as auth
from crm.auth.models import Role, SavedView, User
from crm.db import db, transaction
from crm.pagelink.models import Page
from tests.browser import Browser
from tests.console.factories import make_conversation


def save_of(user: User, name: str, *, shared: bool = False) -> int:
    with transaction():
        view = auth.save_view(name, "hours=4", shared=shared, by=user, now=clock.now())
        db.session.flush()
        return view.id


def test_a_narrowed_list_is_kept_under_a_name(agent: Browser, talk_id: int) -> None:
    assert 'id="view-name"' not in agent.get("/inbox")
    assert 'id="view-name"' in agent.get("/inbox?kind=comment")
    agent.post("/inbox/views?kind=comment&x=1", {"name": " ใต้โพสต์ "}, page="/inbox")
    saved = db.session.query(SavedView).one()
    assert (saved.name, saved.address, saved.shared) == ("ใต้โพสต์", "kind=comment", False)
    assert 'href="/inbox?kind=comment">ใต้โพสต์' in agent.get("/inbox")


def test_the_same_name_takes_the_new_list(agent: Browser, talk_id: int) -> None:
    for address in ("kind=comment", "hours=24"):
        agent.post(f"/inbox/views?{address}", {"name": "ของฉัน"}, page="/inbox")
    assert db.session.query(SavedView).one().address == "hours=24"


def test_a_view_without_a_name_is_refused(agent: Browser, talk_id: int) -> None:
    refused = agent.post("/inbox/views?kind=comment", {"name": "  "}, page="/inbox")
    assert refused.status_code == 400
    assert "กรุณาตั้งชื่อมุมมอง" in refused.text


def test_an_agents_view_is_for_oneself_and_a_supervisors_may_be_for_all(
    agent: Browser, make_user: Callable[..., User]
) -> None:
    supervisor = make_user(Role.SUPERVISOR)
    save_of(supervisor, "เฉพาะหัวหน้า")
    shared = save_of(supervisor, "ทุกคนดู", shared=True)
    agent.post("/inbox/views?hours=1", {"name": "ลองแชร์", "shared": "1"}, page="/inbox")
    page = agent.get("/inbox")
    assert "ทุกคนดู" in page
    assert "เฉพาะหัวหน้า" not in page
    assert not db.session.query(SavedView).filter_by(name="ลองแชร์").one().shared
    assert agent.post(f"/inbox/views/{shared}/forget", page="/inbox").status_code == 404


def test_a_saved_view_goes_when_its_owner_says_so(agent: Browser, talk_id: int) -> None:
    agent.post("/inbox/views?hours=4", {"name": "เก่า"}, page="/inbox")
    view_id = db.session.query(SavedView).one().id
    agent.post(f"/inbox/views/{view_id}/forget", page="/inbox")
    assert db.session.query(SavedView).count() == 0


def test_a_supervisor_sees_what_is_not_answered_by_age_and_by_person(
    log_in: Callable[[Role], Browser], talk_id: int
) -> None:
    browser = log_in(Role.SUPERVISOR)
    now = clock.now()
    with transaction():
        page, me = db.session.query(Page).one(), db.session.query(User).one()
        make_conversation(page, now - timedelta(days=9), assignee=me, urgent=True)
        name, number = me.name, me.id
    shown = browser.get("/inbox/unanswered")
    nobodys, mine = shown.split('<th scope="row">')[1:3]
    assert nobodys.startswith("ยังไม่มีผู้รับ")
    assert cells(nobodys) == ["1", "–", "–", "–", "–", "–", "1"]
    assert mine.startswith(name)
    assert cells(mine) == ["–", "–", "–", "–", "1", "1", "1"]
    assert f'href="/inbox?hours=168&amp;assignee={number}"' in mine
    assert 'href="/inbox?tab=unassigned"' in nobodys


def test_what_is_not_answered_is_for_supervisors(agent: Browser) -> None:
    agent.get("/inbox/unanswered", status=403)
    assert "/inbox/unanswered" not in agent.get("/inbox")


def test_a_supervisor_is_told_when_all_is_answered(log_in: Callable[[Role], Browser]) -> None:
    assert "ตอบครบทุกความเห็นแล้ว" in log_in(Role.SUPERVISOR).get("/inbox/unanswered")


def cells(row: str) -> list[str]:
    """The numbers of a table's row."""
    parts = row.split('<td class="number">')[1:]
    return [re.sub("<[^>]*>", "", part.split("</td>")[0]) for part in parts][:7]
