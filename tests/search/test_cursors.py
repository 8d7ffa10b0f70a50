"""The way from the newest hit to the oldest, page by page, on both engines."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask

from crm.auth import service as auth
from crm.auth.models import Role, User
from crm.db import transaction
from crm.pagelink.models import Conversation
from crm.search.queries.find import find
from tests.browser import Browser
from tests.conftest import PASSWORD
from tests.reports import factories as make

AT = datetime(2026, 10, 5, tzinfo=UTC)
YEARS_AGO = datetime(2014, 2, 3, tzinfo=UTC)
MANY = 23


@pytest.fixture
def talk(app: Flask) -> Conversation:
    """A conversation of twelve years, in parts several messages in one second."""
    with transaction():
        talk = make.conversation(make.page(YEARS_AGO), AT)
        make.message(talk, YEARS_AGO, "ไฟดับ ครั้งแรก")
        for number in range(MANY - 1):
            make.message(talk, AT + timedelta(milliseconds=100 * number), f"ไฟดับ {number}")
        make.message(talk, AT, "น้ำท่วม")
        return talk


@pytest.mark.parametrize("query", ["ไฟดับ", "ดั", "ไฟ ดับ", "after:2013", "หลัง:2550 ดับ"])
def test_more_walks_to_the_very_oldest_without_gaps_or_repeats(
    talk: Conversation, make_user: Callable[..., User], query: str
) -> None:
    agent, seen, cursor = make_user(Role.AGENT), [], None
    for _ in range(MANY):
        page = find(query, agent, UTC, cursor=cursor, limit=4)
        seen += page.messages
        cursor = page.next
        if cursor is None:
            break
    places = [(each.at, each.id) for each in seen]
    assert len(places) == MANY + (query == "after:2013")
    assert all(newer > older for newer, older in pairwise(places))
    assert "".join(piece.text for piece in seen[-1].pieces) == "ไฟดับ ครั้งแรก"


def test_a_cursor_of_the_api_stays_true_while_messages_come_in(
    app: Flask, talk: Conversation
) -> None:
    with transaction():
        token = auth.add_token("read", scope="read", by=None, now=AT)
    client, seen, following = app.test_client(), [], ""
    for turn in range(MANY):
        answer = client.get(
            f"/api/v1/messages?q=ไฟดับ&limit=5&cursor={following}",
            headers={"Authorization": f"Bearer {token}"},
        ).get_json()
        seen += [each["text"] for each in answer["data"]]
        with transaction():
            make.message(talk, AT + timedelta(days=turn + 1), "ไฟดับ เพิ่งมา")
        following = answer["next"]
        if following is None:
            break
    assert seen == [f"ไฟดับ {each}" for each in reversed(range(MANY - 1))] + ["ไฟดับ ครั้งแรก"]


@pytest.mark.parametrize("cursor", ["x", "1", "1-", "-1", "1-x", "9" * 30 + "-1", "1-" + "9" * 30])
def test_a_cursor_that_no_search_gave_is_refused_clearly(
    app: Flask, browser: Browser, make_user: Callable[..., User], cursor: str
) -> None:
    with transaction():
        token = auth.add_token("read", scope="read", by=None, now=AT)
    answer = app.test_client().get(
        f"/api/v1/messages?q=ไฟ&cursor={cursor}", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 400
    assert "cursor" in answer.get_json()["error"]
    browser.login(make_user(Role.AGENT).email, PASSWORD)
    assert "cursor ไม่ถูกต้อง" in browser.get(f"/search?q=ไฟ&cursor={cursor}", status=400)
