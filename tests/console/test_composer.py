"""The composer and the guesses beside it, without any script."""

import re
from datetime import timedelta

from crm import clock
from crm.db import db, transaction
from crm.pagelink.models import Conversation, Message, Reply
from crm.worksheets.models import WorksheetProposal
from crm.worksheets.service import propose_tags
from tests.browser import Browser
from tests.console.factories import make_conversation, say
from tests.console.test_never_two import fields_of


def test_a_canned_reply_is_put_into_the_composer_by_a_plain_link(
    agent: Browser, talk_id: int
) -> None:
    page = agent.get(f"/inbox/{talk_id}")
    links = re.findall(rf'href="(/inbox/{talk_id}\?[^"]*canned=[^"]+)"', page)
    opened = agent.get(links[0].replace("&amp;", "&").removesuffix("#composer"))
    written = re.search(r'<textarea[^>]*id="reply-text"[^>]*>(.+?)</textarea>', opened, re.DOTALL)
    assert written is not None
    assert "เลขที่รับแจ้ง" in written.group(1)


def test_a_guess_about_another_conversation_is_not_decided_here(
    agent: Browser, talk_id: int
) -> None:
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        message = db.session.query(Message).filter_by(conversation_id=talk_id).one()
        propose_tags(message, now=clock.now())
        other = make_conversation(talk.page, clock.now())
        other_id = other.id
    guess = db.session.query(WorksheetProposal).first()
    assert guess is not None
    path = f"/inbox/{other_id}/proposals/{guess.id}/refuse"
    assert agent.post(path, page=f"/inbox/{talk_id}").status_code == 404
    db.session.expire_all()
    assert guess.state == "proposed"


def test_the_routes_left_and_over_stand_before_the_first_letter(
    agent: Browser, talk_id: int
) -> None:
    page = agent.get(f"/inbox/{talk_id}")
    until = page.split('class="until"')[1].split("</time>")[0]
    assert "ได้ถึง" in until
    assert "วันที่" in until
    assert page.index('class="until"') < page.index('id="reply-text"')
    with transaction():
        said = db.session.query(Message).filter_by(conversation_id=talk_id).one()
        said.created_at -= timedelta(days=8)
    over = agent.get(f"/inbox/{talk_id}").split('class="closed-rungs"')[1].split("</ul>")[0]
    assert "ข้อความส่วนตัวถึงผู้แสดงความคิดเห็น หมดแล้ว: พ้น 7 วันหลังความคิดเห็น" in over


def test_a_private_reply_that_arrived_still_stands_under_the_comment_that_it_answers(
    agent: Browser, talk_id: int
) -> None:
    fields = fields_of(agent.get(f"/inbox/{talk_id}"), then="stay")
    words = {"text": "ส่งช่างไปดูแล้วค่ะ", "route": "private_reply"}
    agent.post(f"/inbox/{talk_id}/reply", {**fields, **words}, page="/inbox")
    with transaction():
        now, reply = clock.now(), db.session.query(Reply).one()
        private = make_conversation(reply.page, None)
        arrived = say(private, reply.text, now, state=None)
        arrived.direction = "out"
        reply.state, reply.sent_at, reply.sent_message_id = "sent", now, arrived.id
        private_id = private.id
    shown = agent.get(f"/inbox/{talk_id}")
    thread = shown[shown.index('<ol class="thread">') : shown.index('id="composer"')]
    assert "ส่งช่างไปดูแล้วค่ะ" in thread and "ส่งแล้ว" in thread
    assert agent.get(f"/inbox/{private_id}").count("ส่งช่างไปดูแล้วค่ะ</p>") == 1
