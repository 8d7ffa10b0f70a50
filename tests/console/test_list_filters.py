"""Each filter of the list is an address: whoever is given it sees the same, and can keep it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from crm import clock
from crm.auth.models import Role, SavedView, User
from crm.db import db, transaction
from crm.pagelink.models import Conversation, Kind, Page
from crm.worksheets import service as worksheets
from crm.worksheets.models import Agency
from tests.browser import Browser
from tests.conftest import PASSWORD
from tests.console.factories import make_conversation, make_page, put_tag, say


@pytest.fixture
def wanted(talk_id: int, make_user: Callable[..., User]) -> dict[str, object]:
    """The waiting comment of three hours ago, and a private message that fits no filter but this:
    five hours old, of another Page, with a tag, a case in a district with an agency."""
    now, me_id = clock.now(), make_user(Role.AGENT).id
    with transaction():
        page = make_page(now)
        talk = make_conversation(page, now - timedelta(hours=5))
        talk.kind = Kind.MESSAGE
        talk.assignee_id = me_id
        say(talk, "ขอให้ดูแถวนี้ด้วย", now - timedelta(hours=5))
        put_tag(talk, "suggestion", now)
        sheet = worksheets.open_worksheet(talk, by=None, now=now)
        sheet.district, sheet.agency_id = "ดินแดง", db.session.query(Agency).first().id
        worksheets.set_stage(sheet, "checking", by=None, now=now)
        other = db.session.get_one(Conversation, talk_id)
        other.last_message_at = now - timedelta(days=40)
        return {
            "talk": talk.id,
            "page": page.id,
            "agency": sheet.agency_id,
            "me": me_id,
            "day": f"{now - timedelta(days=2):%Y-%m-%d}",
        }


@pytest.mark.parametrize(
    "address",
    [
        "tag=suggestion",
        "stage=checking",
        "page={page}",
        "kind=message",
        "district=ดินแดง",
        "agency={agency}",
        "since={day}",
        "assignee={me}",
        "hours=4",
        "tab=mine",
        "tag=suggestion&stage=checking&page={page}&kind=message&hours=4",
    ],
)
def test_an_address_narrows_the_list_and_can_be_kept(
    browser: Browser, wanted: dict[str, object], talk_id: int, address: str
) -> None:
    browser.login("agent@example.org", PASSWORD)
    assert rows(browser.get("/inbox")) == {wanted["talk"], talk_id}
    address = address.format(**wanted)
    assert rows(browser.get(f"/inbox?{address}")) == {wanted["talk"]}
    browser.post(f"/inbox/views?{address}", {"name": "ที่ฉันดูแล"}, page="/inbox")
    kept = db.session.query(SavedView).one().address
    assert rows(browser.get(f"/inbox?{kept}")) == {wanted["talk"]}


def test_what_ended_before_a_day_is_found_by_that_day(
    browser: Browser, wanted: dict[str, object], talk_id: int
) -> None:
    browser.login("agent@example.org", PASSWORD)
    assert rows(browser.get(f"/inbox?until={wanted['day']}")) == {talk_id}
    assert db.session.query(Page).count() == 2


def rows(page: str) -> set[int]:
    """The conversations that the list shows."""
    return {int(number) for number in re.findall(r'id="row-(\d+)"', page)}
