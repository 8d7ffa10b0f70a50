"""Replies in doubt that looking alone doesn't settle."""

from datetime import datetime, timedelta

from crm.db import db
from crm.pagelink import outbox
from crm.pagelink.channels import SendErrorKind
from crm.pagelink.models import Message, Page, ReplyState, Route
from tests.factories import from_page, incoming_private, make_comment, take_in
from tests.pagelink.fake_channel import FakeChannel
from tests.pagelink.test_queueing import queue

SECOND = timedelta(seconds=1)


def test_a_private_reply_refused_after_a_doubt_is_not_called_failed(
    page: Page, channel: FakeChannel, now: datetime
) -> None:
    """Facebook takes one private reply: the refusal may mean that ours has arrived."""
    reply = queue(make_comment(page).conversation, now, route=Route.PRIVATE_REPLY)
    channel.failures = [SendErrorKind.DOUBT, SendErrorKind.WINDOW]
    outbox.send_due(now)
    arrived = channel.standing.pop()
    outbox.send_due(now + 30 * SECOND)
    assert reply.state == ReplyState.UNKNOWN
    told = from_page(
        incoming_private,
        external_id=arrived.sent.external_id,
        text=reply.text,
        created_at=now,
        reply_marker=arrived.outgoing.marker,
    )
    take_in(page, told, now=now + 40 * SECOND)
    assert (reply.state, reply.external_id) == (ReplyState.SENT, arrived.sent.external_id)


def test_a_private_reply_refused_without_a_doubt_has_failed(
    page: Page, channel: FakeChannel, now: datetime
) -> None:
    reply = queue(make_comment(page).conversation, now, route=Route.PRIVATE_REPLY)
    channel.failures = [SendErrorKind.WINDOW]
    outbox.send_due(now)
    assert reply.state == ReplyState.FAILED


def test_a_doubt_ends_when_the_place_to_look_at_is_gone(
    page: Page, channel: FakeChannel, now: datetime
) -> None:
    reply = queue(make_comment(page).conversation, now, route=Route.COMMENT)
    channel.failures, channel.is_blind = [SendErrorKind.DOUBT], True
    channel.blinded_by = SendErrorKind.GONE
    outbox.send_due(now)
    outbox.send_due(now + 5 * SECOND)
    assert (reply.state, reply.error_class) == (ReplyState.FAILED, SendErrorKind.GONE)


def test_where_nobody_may_look_a_person_is_told_to_and_nothing_is_sent_twice(
    page: Page, channel: FakeChannel, now: datetime
) -> None:
    reply = queue(make_comment(page).conversation, now, route=Route.PRIVATE_REPLY)
    channel.failures, channel.is_blind = [SendErrorKind.DOUBT], True
    channel.blinded_by = SendErrorKind.PERMISSION
    outbox.send_due(now)
    outbox.send_due(now + 60 * SECOND, disregard_next_try=True)
    assert reply.state == ReplyState.UNKNOWN
    outbox.send_due(now + 601 * SECOND, disregard_next_try=True)
    assert (reply.state, reply.error_class) == (ReplyState.FAILED, SendErrorKind.DOUBT)
    assert "กล่องข้อความของเพจ" in (reply.error or "")
    assert len(channel.texts) == 1


def test_a_late_echo_of_what_was_given_up_says_that_it_was_sent(
    page: Page, channel: FakeChannel, now: datetime
) -> None:
    reply = queue(make_comment(page).conversation, now, route=Route.PRIVATE_REPLY)
    give_up(channel, now)
    assert reply.state == ReplyState.FAILED
    echo(page, channel, now)
    assert (reply.state, reply.external_id) == (
        ReplyState.SENT,
        channel.standing[0].sent.external_id,
    )


def test_a_late_echo_of_what_was_replaced_is_only_a_message(
    page: Page, channel: FakeChannel, now: datetime
) -> None:
    reply = queue(make_comment(page).conversation, now, route=Route.PRIVATE_REPLY)
    give_up(channel, now)
    queue(reply.conversation, now, route=Route.PRIVATE_REPLY, text="อีกครั้ง", target=reply.target)
    echo(page, channel, now)
    assert reply.state == ReplyState.FAILED
    assert db.session.query(Message).filter_by(direction="out").count() == 1


def give_up(channel: FakeChannel, now: datetime) -> None:
    """The answer is lost, and Facebook never lets anybody look."""
    channel.failures, channel.is_blind = [SendErrorKind.DOUBT], True
    channel.blinded_by = SendErrorKind.PERMISSION
    for seconds in (0, 601):
        outbox.send_due(now + seconds * SECOND, disregard_next_try=True)


def echo(page: Page, channel: FakeChannel, now: datetime) -> None:
    arrived = channel.standing[0]
    told = from_page(
        incoming_private,
        external_id=arrived.sent.external_id,
        text=arrived.outgoing.text,
        created_at=now,
        reply_marker=arrived.outgoing.marker,
    )
    take_in(page, told, now=now + 700 * SECOND)
