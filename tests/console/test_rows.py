"""The lines of the list are kept while they say the same, and stand while one opens them."""

import re
from collections.abc import Callable

from crm import clock
from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.pagelink import outbox
from crm.pagelink.models import Conversation
from crm.pagelink.service import assign
from crm.worksheets.models import Tag
from crm.worksheets.service import set_tag
from tests.browser import Browser


def test_a_line_that_is_kept_follows_each_change_of_its_conversation(
    agent: Browser, talk_id: int
) -> None:
    agent.get("/inbox")
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        assign(talk, to=db.session.query(User).first(), by=None, now=clock.now())
    first = agent.get("/inbox")
    with transaction():
        praise = db.session.query(Tag).filter_by(slug="praise").one()
        set_tag(db.session.get_one(Conversation, talk_id), praise, by=None, now=clock.now())
    second = agent.get("/inbox")
    assert "ผู้รับผิดชอบ" in first and "ชมเชย" in _rows_of(second)
    assert "ชมเชย" not in _rows_of(first)


def test_a_line_that_is_kept_is_written_anew_for_another_language_and_another_rank(
    log_in: Callable[[Role], Browser], talk_id: int
) -> None:
    agent = log_in(Role.AGENT)
    in_thai = _rows_of(agent.get("/inbox"))
    assert "081-234-5678" in in_thai and "รอมาแล้ว" in in_thai
    agent.post("/language", {"language": "en"}, page="/inbox")
    assert "Waiting" in _rows_of(agent.get("/inbox"))
    assert "081-234-5678" not in _rows_of(log_in(Role.VIEWER).get("/inbox"))


def test_a_line_says_that_an_answer_is_under_way(agent: Browser, talk_id: int) -> None:
    assert "รอส่ง" not in _rows_of(agent.get("/inbox"))
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        reply = outbox.queue(talk, text="รับเรื่องแล้วค่ะ", by=None, now=clock.now())
    assert "รอส่ง" in _rows_of(agent.get("/inbox"))
    assert "รอส่ง" in agent.get(f"/posts/{talk.post_id}")
    assert "รอส่ง" in agent.get(f"/inbox/many?chosen={talk_id}")
    with transaction():
        outbox.cancel(
            reply, by=db.session.query(User).filter_by(role=Role.AGENT).one(), now=clock.now()
        )
    assert "รอส่ง" not in _rows_of(agent.get("/inbox"))


def _rows_of(page: str) -> str:
    return page[page.index('<ol class="rows">') : page.index("</ol>", page.index("rows"))]


def test_a_console_opens_a_conversation_beside_the_list_that_stands(
    agent: Browser, talk_id: int
) -> None:
    whole = agent.get(f"/inbox/{talk_id}?tag=complaint")
    opened = agent.get(f"/inbox/{talk_id}?tag=complaint", headers={"X-Console": "opens"})
    assert 'id="rows"' in whole and 'id="rows"' not in opened
    assert _without_once(opened[opened.index('<section class="pane pane-talk"') :]) in (
        _without_once(whole)
    )


def _without_once(page: str) -> str:
    """Without the key of one sending, and what follows the panes."""
    panes = page.partition("</aside>")[0]
    return re.sub(r'name="(once|csrf_token)" value="[^"]*"', "", panes)
