"""Every reply stands on the Page once, or is reported as failed with a reason."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from crm.db import db, transaction
from crm.pagelink import events, outbox
from crm.pagelink.channels import SendErrorKind, Sent
from crm.pagelink.models import Message, Page, Reply, ReplyState, Route
from tests.factories import (
    from_page,
    incoming_comment,
    incoming_private,
    make_comment,
    make_page,
    make_private_message,
    take_in,
)
from tests.pagelink.fake_channel import FakeChannel
from tests.pagelink.test_queueing import queue

SECOND = timedelta(seconds=1)


@pytest.fixture
def reply(page: Page, now: datetime) -> Reply:
    """A public reply to a comment, waiting to be sent."""
    return queue(make_comment(page, number=1).conversation, now, route=Route.COMMENT)


def test_a_sent_reply_is_a_message_and_answers(
    reply: Reply, channel: FakeChannel, now: datetime
) -> None:
    told = []
    with events.reply_sent.connected_to(lambda sender, now: told.append(sender.id)):
        assert outbox.send_due(now) == {"sent": 1}
    message = db.session.get_one(Message, reply.sent_message_id)
    assert (message.direction, message.text, message.parent_external_id) == (
        *("out", "ขอบคุณค่ะ", "5550001_1"),
    )
    assert (reply.target.answer_state, reply.target.answered_by_message_id) == (
        *("answered", message.id),
    )
    assert reply.conversation.waiting_since is None
    assert (channel.texts, told) == (["ขอบคุณค่ะ"], [reply.id])


@pytest.mark.parametrize("writes", [True, False])
def test_a_reply_in_doubt_is_looked_for_before_it_is_sent_again(
    reply: Reply, channel: FakeChannel, now: datetime, writes: bool
) -> None:
    channel.failures, channel.writes_before_doubt = [SendErrorKind.DOUBT], writes
    assert outbox.send_due(now) == {"unknown": 1}
    outbox.send_due(now + 5 * SECOND)
    expected = ReplyState.SENT if writes else ReplyState.UNKNOWN
    assert db.session.get_one(Reply, reply.id).state == expected
    outbox.send_due(now + 30 * SECOND)
    assert db.session.get_one(Reply, reply.id).state == ReplyState.SENT
    assert len(channel.texts) == 1


def test_nothing_is_sent_again_while_nobody_can_look(
    reply: Reply, channel: FakeChannel, now: datetime
) -> None:
    channel.failures, channel.is_blind = [SendErrorKind.DOUBT], True
    for seconds in (0, 30, 60, 600):
        outbox.send_due(now + seconds * SECOND)
    assert (len(channel.texts), reply.state) == (1, ReplyState.UNKNOWN)


def test_an_echo_before_the_answer_is_the_same_reply(
    page: Page, channel: FakeChannel, now: datetime
) -> None:
    reply = queue(make_private_message(page).conversation, now)

    def echo(sent: Sent) -> None:
        marker = channel.standing[-1].outgoing.marker
        told = from_page(
            incoming_private,
            external_id=sent.external_id,
            text=reply.text,
            created_at=now,
            reply_marker=marker,
        )
        take_in(page, told, now=now)

    channel.meanwhile = echo
    assert outbox.send_due(now) == {"sent": 1}
    assert db.session.query(Message).filter_by(direction="out").count() == 1
    assert db.session.get_one(Reply, reply.id).sent_message_id is not None


def test_what_comes_in_settles_a_doubt_by_place_text_and_time(
    reply: Reply, page: Page, channel: FakeChannel, now: datetime
) -> None:
    channel.failures = [SendErrorKind.DOUBT]
    outbox.send_due(now)
    number = channel.standing[0].sent.external_id
    own = {"parent_external_id": "5550001_1", "text": "ขอบคุณค่ะ "}
    take_in(page, from_page(incoming_comment, external_id=number, created_at=now, **own))
    assert (reply.state, reply.external_id) == (ReplyState.SENT, number)
    assert reply.target.answer_state == "answered"
    outbox.send_due(now + 60 * SECOND)
    assert (len(channel.texts), channel.looks) == (1, 0)


def test_the_same_text_twice_on_purpose_stands_twice(
    reply: Reply, channel: FakeChannel, now: datetime
) -> None:
    second = queue(reply.conversation, now, route=Route.COMMENT)
    channel.failures = [SendErrorKind.DOUBT, SendErrorKind.DOUBT]
    for seconds in (0, 5, 10, 15, 40):
        outbox.send_due(now + seconds * SECOND)
    assert channel.texts == ["ขอบคุณค่ะ", "ขอบคุณค่ะ"]
    numbers = {db.session.get_one(Reply, one.id).external_id for one in (reply, second)}
    assert numbers == {one.sent.external_id for one in channel.standing}


def test_a_colleagues_equal_text_from_before_is_not_taken_for_ours(
    reply: Reply, page: Page, channel: FakeChannel, now: datetime
) -> None:
    own = {"parent_external_id": "5550001_1", "text": "ขอบคุณค่ะ", "number": 5}
    take_in(page, from_page(incoming_comment, created_at=now - 10 * SECOND, **own))
    channel.failures, channel.writes_before_doubt = [SendErrorKind.DOUBT], False
    outbox.send_due(now + SECOND)
    outbox.send_due(now + 40 * SECOND)
    assert (channel.texts, reply.state) == (["ขอบคุณค่ะ"], ReplyState.SENT)
    assert reply.external_id != "5550001_5"


def test_a_worker_that_dies_in_sending_leaves_a_doubt_not_a_second_reply(
    reply: Reply, channel: FakeChannel, now: datetime
) -> None:
    def die(_sent: Sent) -> None:
        raise KeyboardInterrupt

    channel.meanwhile = die
    with pytest.raises(KeyboardInterrupt):
        outbox.send_due(now)
    channel.meanwhile = None
    assert db.session.get_one(Reply, reply.id).state == ReplyState.SENDING
    outbox.send_due(now + 10 * SECOND)
    assert db.session.get_one(Reply, reply.id).state == ReplyState.SENDING
    assert outbox.send_due(now + 61 * SECOND) == {"unknown": 1, "sent": 1}
    assert len(channel.texts) == 1


@pytest.mark.parametrize("kind", [SendErrorKind.TRANSIENT, SendErrorKind.RATE])
def test_a_passing_refusal_is_tried_again_later(
    reply: Reply, channel: FakeChannel, now: datetime, kind: SendErrorKind
) -> None:
    channel.failures = [kind]
    outbox.send_due(now)
    assert outbox.send_due(now + SECOND) == {}
    assert outbox.send_due(now + SECOND, disregard_next_try=True) == {"sent": 1}
    assert len(channel.texts) == 1


@pytest.mark.parametrize("kind", [SendErrorKind.GONE, SendErrorKind.WINDOW, SendErrorKind.BUG])
def test_a_lasting_refusal_fails_with_its_reason(
    reply: Reply, channel: FakeChannel, now: datetime, kind: SendErrorKind
) -> None:
    channel.failures, told = [kind], []
    with events.reply_failed.connected_to(lambda sender, now: told.append(sender.id)):
        assert outbox.send_due(now) == {"failed": 1}
    assert (reply.state, reply.error, reply.error_class) == ("failed", "ส่งไม่ได้", kind)
    assert told == [reply.id]
    assert reply.target.answer_state == "open"


def test_a_dead_token_stops_its_page_only(
    reply: Reply, page: Page, channel: FakeChannel, now: datetime
) -> None:
    other = make_page("444555666", reply_seconds=0)
    queue(make_comment(other).conversation, now, route=Route.COMMENT, text="จากอีกเพจ")
    channel.failures = [SendErrorKind.TOKEN]
    outbox.send_due(now)
    outbox.send_due(now + 600 * SECOND)
    assert channel.texts == ["จากอีกเพจ"]
    assert (page.health, reply.state) == ("token", ReplyState.QUEUED)


def test_a_block_for_policy_stops_sending_everywhere(
    reply: Reply, channel: FakeChannel, now: datetime
) -> None:
    other = make_page("444555666", reply_seconds=0)
    queue(make_comment(other).conversation, now, route=Route.COMMENT)
    channel.failures = [SendErrorKind.POLICY]
    outbox.send_due(now)
    outbox.send_due(now + 600 * SECOND)
    assert (channel.texts, reply.state) == ([], ReplyState.FAILED)
    assert db.session.get_one(Page, other.id).sending_stopped_at is not None


def test_public_replies_keep_the_pages_pace_and_private_ones_go_on(
    app: Flask, channel: FakeChannel, now: datetime
) -> None:
    page = make_page(reply_seconds=10)
    for number in (1, 2):
        queue(make_comment(page, number=number).conversation, now, route=Route.COMMENT)
    queue(make_private_message(page).conversation, now)
    assert outbox.send_due(now) == {"sent": 2}
    assert outbox.send_due(now + 5 * SECOND) == {}
    assert outbox.send_due(now + 11 * SECOND) == {"sent": 1}


def test_replies_of_one_conversation_leave_in_order(
    reply: Reply, channel: FakeChannel, now: datetime
) -> None:
    queue(reply.conversation, now, route=Route.COMMENT, text="ข้อความที่สอง")
    channel.failures = [SendErrorKind.TRANSIENT]
    outbox.send_due(now)
    assert channel.texts == []
    outbox.send_due(now + 60 * SECOND)
    assert channel.texts == ["ขอบคุณค่ะ", "ข้อความที่สอง"]


def test_a_private_reply_opens_the_persons_conversation(
    page: Page, channel: FakeChannel, now: datetime
) -> None:
    comment = make_comment(page)
    reply = queue(comment.conversation, now, route=Route.PRIVATE_REPLY)
    outbox.send_due(now)
    message = db.session.get_one(Message, reply.sent_message_id)
    assert (message.kind, message.conversation.key) == ("message", "9001")
    assert comment.answer_state == "answered"


def test_two_replies_never_stand_under_one_id(
    reply: Reply, page: Page, channel: FakeChannel, now: datetime
) -> None:
    outbox.send_due(now)
    second = queue(reply.conversation, now, route=Route.COMMENT)
    with transaction():
        second.state, second.attempted_at, second.doubted_at = "unknown", now, now
    outbox.send_due(now + 30 * SECOND)
    assert db.session.get_one(Reply, second.id).external_id != reply.external_id
    assert len(channel.texts) == 2
