"""An open console's question, which is answered before Flask is asked while nothing has moved."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from crm import clock
from crm.auth.models import User
from crm.db import db, transaction
from crm.pagelink import service
from crm.pagelink.models import Conversation
from tests.browser import Browser
from tests.console.factories import say
from tests.console.test_statements import statements


@pytest.fixture
def ask(
    agent: Browser, talk_id: int, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], TestResponse]:
    """Asks what is newer than the list that the agent has open, all within one minute."""
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
    page = agent.get(f"/inbox/{talk_id}")
    news = re.search(r'data-news="([^"]*)"', page)
    whole = re.search(r'data-whole="([^"]*)"', page)
    assert news
    assert whole
    address = f"{news[1].replace('&amp;', '&')}&whole={whole[1]}"
    return lambda: agent.client.get(address, headers={"HX-Request": "true"})


def somebody_says(talk_id: int, words: str) -> None:
    """Something comes in, and the conversation's mark moves as it does then."""
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        say(talk, words, clock.now())
        service.assign(talk, to=db.session.query(User).one(), by=None, now=clock.now())


def test_who_was_told_that_there_is_nothing_is_told_so_again(
    ask: Callable[[], TestResponse],
) -> None:
    first = ask()
    assert (first.status_code, first.text) == (200, "")
    again: list[TestResponse] = []
    assert statements(lambda: again.append(ask())) == 0
    assert (again[0].status_code, again[0].text) == (200, "")
    assert sorted(again[0].headers) == sorted(first.headers)


def test_what_comes_is_told_at_once(ask: Callable[[], TestResponse], talk_id: int) -> None:
    assert (ask().text, ask().text) == ("", "")
    somebody_says(talk_id, "ยังไม่มาซ่อมเลย")
    assert "ยังไม่มาซ่อมเลย" in ask().text


def test_a_stranger_who_asks_the_same_is_told_to_log_in(
    app: Flask, agent: Browser, ask: Callable[[], TestResponse]
) -> None:
    told = ask()
    stranger = app.test_client()
    for _ in range(2):
        asked = stranger.get(told.request.full_path, headers={"HX-Request": "true"})
        assert asked.status_code == 401


def test_whose_account_was_closed_is_told_nothing_but_to_log_in(
    ask: Callable[[], TestResponse], talk_id: int
) -> None:
    assert ask().text == ""
    with transaction():
        db.session.query(User).one().active = False
    assert ask().text == ""
    somebody_says(talk_id, "บ้านเลขที่ 12")
    assert ask().status_code == 401
