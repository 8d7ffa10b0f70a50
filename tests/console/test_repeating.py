"""Who sends the same words again and again is warned before Facebook takes offence (error 368)."""

from crm import clock
from crm.console.checking import MANY_TIMES, check
from crm.db import db
from crm.pagelink.models import Conversation, Message, Route
from tests.browser import Browser
from tests.pagelink.test_queueing import queue

SAME = "รับเรื่องแล้วค่ะ"


def hints(talk_id: int) -> list[str]:
    target = db.session.query(Message).filter_by(conversation_id=talk_id, direction="in").first()
    assert target is not None
    checked = check(target, SAME, Route.COMMENT, now=clock.now())
    return [hint.sentence for hint in checked.hints if "ข้อความเดียวกันนี้" in hint.sentence]


def test_the_same_words_many_times_in_an_hour_bring_a_warning(agent: Browser, talk_id: int) -> None:
    talk = db.session.get_one(Conversation, talk_id)
    for _ in range(MANY_TIMES - 1):
        queue(talk, clock.now(), route=Route.COMMENT, text=SAME)
    assert hints(talk_id) == []
    queue(talk, clock.now(), route=Route.COMMENT, text=SAME)
    assert len(hints(talk_id)) == 1
