"""Words of danger: above the order, with the emergency reply and whom to call."""

import html

import pytest

from crm import clock
from crm.db import db, transaction
from crm.pagelink.models import Conversation
from crm.worksheets.models import Escalation, EscalationContact, WorksheetProposal
from crm.worksheets.queries import tags_of
from crm.worksheets.service import propose_tags
from tests.browser import Browser
from tests.console.factories import say


@pytest.fixture
def burning_id(talk_id: int) -> int:
    """The conversation, in which somebody has written of a fire just now."""
    cry_fire(talk_id)
    return talk_id


def cry_fire(talk_id: int) -> None:
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        propose_tags(say(talk, "ไฟไหม้ตลาด มาด่วน", clock.now()), now=clock.now())


def guess() -> WorksheetProposal:
    guesses = db.session.query(WorksheetProposal).order_by(WorksheetProposal.id.desc())
    return next(each for each in guesses if each.tag and each.tag.slug == "urgent")


def test_danger_is_a_guess_with_its_words_above_the_order(agent: Browser, burning_id: int) -> None:
    page = html.unescape(agent.get(f"/inbox/{burning_id}"))
    assert "อาจเป็นเหตุเร่งด่วน" in page
    assert "ไฟไหม้" in page.split('<h2 id="danger-title"')[1].split("</section>")[0]
    agent.post(f"/inbox/{burning_id}/proposals/{guess().id}/accept", page="/inbox")
    assert "urgent" in [tag.slug for tag in tags_of([burning_id])[burning_id]]
    assert "อาจเป็นเหตุเร่งด่วน" not in agent.get(f"/inbox/{burning_id}")
    assert db.session.get_one(Conversation, burning_id).urgent


def test_refused_it_goes_back_and_a_new_cry_raises_it_again(
    agent: Browser, burning_id: int
) -> None:
    agent.post(f"/inbox/{burning_id}/proposals/{guess().id}/refuse", page="/inbox")
    assert not db.session.get_one(Conversation, burning_id).urgent
    cry_fire(burning_id)
    assert db.session.get_one(Conversation, burning_id).urgent
    assert guess().state == "proposed"


def test_the_buttons_word_decides_the_guess(agent: Browser, burning_id: int) -> None:
    agent.post(f"/inbox/{burning_id}/urgent", {"urgent": "0"}, page="/inbox")
    assert guess().state == "refused"
    assert not db.session.get_one(Conversation, burning_id).urgent


def test_the_emergency_reply_says_who_was_told_only_once_somebody_was(
    agent: Browser, burning_id: int
) -> None:
    said = db.session.query(Conversation).one().id
    target = agent.get(f"/inbox/{said}").split('name="target" value="')[1].split('"')[0]
    path = f"/inbox/{burning_id}/canned/emergency?target={target}&route=comment"
    before = agent.get(path)
    assert all(number in before for number in ("199", "1669", "191"))
    assert "เจ้าหน้าที่ได้แจ้งเหตุนี้" not in before
    contact = db.session.query(EscalationContact).filter_by(phone="199").one()
    agent.post(f"/inbox/{burning_id}/escalate", {"contact": contact.id}, page="/inbox")
    assert f"เจ้าหน้าที่ได้แจ้งเหตุนี้ไปยัง{contact.name}แล้วเมื่อเวลา" in agent.get(path)
    told = db.session.query(Escalation).one()
    assert told.contact_name == contact.name
    assert f"แจ้ง {contact.name} แล้ว" in agent.get(f"/inbox/{burning_id}")
