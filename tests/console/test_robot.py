"""A robot admin triages a hundred waiting comments by keys alone, on a network cut twice and with
a colleague in the same list: nothing is lost, nothing goes out twice, the ledger balances."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import median

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Route as Request
from sqlalchemy import func, select

from crm import clock
from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.pagelink import channels, outbox
from crm.pagelink.models import (
    AnswerState,
    Conversation,
    Message,
    Reply,
    ReplyAnswer,
    ReplyState,
)
from crm.worksheets.models import Worksheet
from tests.conftest import PASSWORD
from tests.console.factories import make_conversation, make_identity, make_page, make_post, say
from tests.console.robot import Robot
from tests.pagelink.fake_channel import FakeChannel

COMMENTS = 100
CUT_AT, ANSWER_LOST_AT = 20, 60
COLLEAGUE_EVERY = 5
TEXTS = ("ไฟทางหน้าซอยดับ", "ขอบคุณมากครับ", "ฝาท่อแตกหน้าตลาด", "@เพื่อน มาดูนี่", "ขยะไม่มาเก็บสามวันแล้ว")


@pytest.fixture
def channel(app: Flask) -> FakeChannel:
    """A Page that keeps what is sent to it."""
    kept = FakeChannel()
    channels.register("facebook", kept)
    return kept


@pytest.fixture
def waiting(channel: FakeChannel) -> list[int]:
    """A hundred comments under one post, each by a person of its own."""
    now = clock.now()
    with transaction():
        page = make_page(now)
        page.reply_seconds, page.filing_system = 0, ""
        post = make_post(page, now)
        for place in range(COMMENTS):
            since = now - timedelta(minutes=COMMENTS - place)
            talk = make_conversation(page, since, post=post)
            person = make_identity(page, now, f"ผู้แจ้งคนที่ {place + 1}")
            say(talk, f"{TEXTS[place % len(TEXTS)]} ({place + 1})", since, by=person)
        return list(db.session.scalars(select(Conversation.id)))


@pytest.fixture
def robots(
    chromium: Chromium, address: str, make_user: Callable[..., User]
) -> Iterator[Callable[[Role], Robot]]:
    """Opens a window of their own for an admin made of keys; a script that fails fails the test."""
    failures: list[str] = []
    contexts = []

    def robot(role: Role) -> Robot:
        make_user(role)
        context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto("/login")
        page.fill("[name=email]", f"{role}@example.org")
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/inbox")
        contexts.append(context)
        return Robot(page)

    yield robot
    for context in contexts:
        context.close()
    assert failures == []


def test_a_hundred_comments_are_triaged_by_keys_alone(
    waiting: list[int],
    channel: FakeChannel,
    robots: Callable[[Role], Robot],
    capsys: pytest.CaptureFixture[str],
) -> None:
    admin, colleague = robots(Role.AGENT), robots(Role.SUPERVISOR)
    admin.start()
    colleague.start(row=12)
    turns = 0
    while admin.go_to_unseen():
        turns += 1
        if turns == CUT_AT:
            cut_the_network(admin)
        elif turns == ANSWER_LOST_AT:
            lose_an_answer(admin)
        else:
            admin.triage()
        if turns % COLLEAGUE_EVERY == 0:
            send_everything()
            if colleague.go_to_unseen():
                colleague.needs_none()
    admin.settled()
    colleague.settled()
    assert turns > ANSWER_LOST_AT
    assert admin.seen | colleague.seen == set(waiting)
    left_waiting = send_everything()
    figures = {
        "robot": "triage",
        "database": db.engine.dialect.name,
        "outcomes": dict(admin.done),
        "items": len(admin.times),
        "median_ms": round(median(admin.times)),
        "p90_ms": round(sorted(admin.times)[len(admin.times) * 9 // 10]),
    }
    with capsys.disabled():
        sys.stdout.write("\n" + json.dumps(figures) + "\n")
    check_the_books(channel, admin.done, left_waiting)


def cut_the_network(robot: Robot) -> None:
    """The admin answers and goes on while nothing gets through; it goes out afterwards."""
    robot.ahead_is_there()
    robot.page.context.set_offline(True)
    robot.reply()
    robot.needs_none(then=lambda: robot.page.context.set_offline(False))
    robot.settled()


def lose_an_answer(robot: Robot) -> None:
    """A reply reaches the server and the server's word is lost on its way back."""

    def swallow(request: Request) -> None:
        request.fetch()
        request.abort()

    robot.page.route("**/reply*", swallow, times=1)
    robot.reply()
    robot.settled()


def send_everything() -> int:
    """Let the outbox work until it is empty; how many messages wait for an answer after it.

    A restart of the read lets this session see what the server's threads have written.
    """
    db.session.rollback()
    while db.session.scalar(select(func.count(Reply.id)).where(Reply.state == ReplyState.QUEUED)):
        db.session.rollback()
        outbox.send_due(clock.now(), disregard_next_try=True)
    return (
        db.session.scalar(
            select(func.count(Message.id)).where(Message.answer_state == AnswerState.OPEN)
        )
        or 0
    )


def named_by_a_reply() -> int:
    """How many messages the replies answer: what a colleague had set aside just before isn't."""
    named = select(func.count(ReplyAnswer.message_id.distinct()))
    return db.session.scalar(named) or 0


def check_the_books(channel: FakeChannel, done: Counter[str], left_waiting: int) -> None:
    """Every comment is in one state that somebody chose, and every reply stands there once."""
    replies = db.session.scalars(select(Reply)).all()
    assert {reply.state for reply in replies} == {ReplyState.SENT}
    targets = Counter(reply.target_message_id for reply in replies)
    assert max(targets.values()) == 1
    assert len(replies) == done["reply"] + done["canned"] + done["number"]
    assert len(channel.standing) == len(replies)
    numbered = db.session.scalars(select(Worksheet)).all()
    assert len(numbered) == done["number"]
    assert all(sheet.case_number for sheet in numbered)
    states = Counter(
        db.session.scalars(select(Message.answer_state).where(Message.direction == "in"))
    )
    assert sum(states.values()) == COMMENTS
    assert states[AnswerState.ANSWERED] == named_by_a_reply()
    assert states[AnswerState.OPEN] == left_waiting
    resting = select(func.count(Conversation.id)).where(Conversation.snoozed_until.is_not(None))
    assert db.session.scalar(resting) == done["snooze"]
