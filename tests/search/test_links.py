"""A link pasted from Facebook leads to its comment or post, whatever its shape, on both engines."""

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from flask import Flask

from crm.auth.models import User
from crm.db import db, transaction
from crm.pagelink.models import Post
from crm.search.models import SearchTiming
from crm.search.queries.find import find
from tests.browser import Browser
from tests.conftest import PASSWORD
from tests.reports import factories as make

AT = datetime(2026, 10, 5, tzinfo=UTC)
OWNER, POST, COMMENT, REPLY = "100001", "200002", "300003", "400004"
WWW = "https://www.facebook.com"
ENCODED = b64encode(f"comment:{POST}_{COMMENT}".encode()).decode().rstrip("=")


@pytest.fixture
def agent(app: Flask, make_user: Callable[..., User]) -> User:
    """A member of staff, with a post, a comment under it, and a reply to that."""
    with transaction():
        page = make.page(AT)
        post = make.post(page, AT, "ประกาศปิดถนน")
        post.external_id = f"{OWNER}_{POST}"
        talk = make.conversation(page, AT, post)
        for number, text in ((COMMENT, "ความเห็นแรก"), (REPLY, "ตอบความเห็น")):
            said = make.message(talk, AT, text, external_id=f"{POST}_{number}")
            said.key = number
    return make_user()


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        (f"{WWW}/permalink.php?story_fbid={POST}&id={OWNER}&comment_id={COMMENT}", "ความเห็นแรก"),
        (f"{WWW}/city/posts/{POST}?comment_id={COMMENT}", "ความเห็นแรก"),
        (f"{WWW}/city/posts/{POST}?comment_id={POST}_{COMMENT}", "ความเห็นแรก"),
        (f"{WWW}/city/posts/{POST}?comment_id={quote(ENCODED)}", "ความเห็นแรก"),
        (
            f"{WWW}/city/posts/{POST}?comment_id={COMMENT}&reply_comment_id={REPLY}",
            "ตอบความเห็น",
        ),
        (f"{WWW}/city/posts/pfbid02abc?comment_id={COMMENT}&__cft__=x", "ความเห็นแรก"),
        (f"{WWW}/permalink.php?story_fbid={POST}&id={OWNER}", "ประกาศปิดถนน"),
        (f"{WWW}/story.php?story_fbid={POST}&id={OWNER}", "ประกาศปิดถนน"),
        (f"m.facebook.com/story.php?story_fbid={POST}&id={OWNER}", "ประกาศปิดถนน"),
        (f"{WWW}/city/posts/{POST}", "ประกาศปิดถนน"),
        (f"{WWW}/city/posts/หัวเรื่อง/{POST}/", "ประกาศปิดถนน"),
        (f"{WWW}/photo/?fbid={POST}&set=a.1", "ประกาศปิดถนน"),
        (f"{WWW}/photo.php?fbid={POST}", "ประกาศปิดถนน"),
        (f"{WWW}/city/photos/a.1/{POST}/", "ประกาศปิดถนน"),
        (f"{WWW}/watch/?v={POST}", "ประกาศปิดถนน"),
        (f"https://l.facebook.com/l.php?u={quote(f'{WWW}/city/posts/{POST}')}", "ประกาศปิดถนน"),
        (f"  {WWW}/city/posts/{POST}  ", "ประกาศปิดถนน"),
    ],
)
def test_a_link_with_a_number_leads_there(agent: User, link: str, leads_to: str) -> None:
    found = find(link, agent, UTC)
    assert found.linked is not None, found.problems
    assert found.linked.text == leads_to
    assert (found.hits, found.problems) == (1, [])


@pytest.mark.parametrize(
    ("link", "says"),
    [
        (f"{WWW}/city/posts/pfbid02abcDEF", "pfbid"),
        (f"{WWW}/share/p/1AbCdEf/", "pfbid หรือลิงก์ย่อ"),
        ("https://fb.watch/abc/", "pfbid หรือลิงก์ย่อ"),
        (f"{WWW}/city/posts/999999999", "ยังไม่มีโพสต์หรือความคิดเห็นของลิงก์นี้"),
        (f"{WWW}/city", "ไม่ได้ชี้ไปที่โพสต์หรือความคิดเห็น"),
    ],
)
def test_a_link_that_leads_nowhere_says_why(
    agent: User, browser: Browser, link: str, says: str
) -> None:
    browser.login(agent.email, PASSWORD)
    page = browser.get(f"/search?q={quote(link)}")
    assert says in page
    assert f'value="{link}"' in page


def test_the_button_opens_the_comment_in_its_conversation(agent: User, browser: Browser) -> None:
    browser.login(agent.email, PASSWORD)
    page = browser.get(f"/search?q={quote(f'{WWW}/city/posts/{POST}?comment_id={COMMENT}')}")
    address = page.split('class="btn btn-primary" href="')[1].split('"')[0]
    went = browser.client.get(address).headers["Location"]
    db.session.rollback()
    timing = db.session.query(SearchTiming).one()
    assert went.startswith(f"/inbox/{timing.opened_id}?whole=1#message-")
    assert timing.ending == "opened"


def test_a_post_whose_number_ends_alike_is_another_one(agent: User) -> None:
    with transaction():
        other = make.post(make.page(AT), AT, "โพสต์อื่น")
        other.external_id = f"9_1{POST}"
    found = find(f"{WWW}/city/posts/{POST}", agent, UTC)
    assert found.linked is not None
    assert db.session.get_one(Post, found.linked.id).external_id == f"{OWNER}_{POST}"
