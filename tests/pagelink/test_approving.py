"""A second pair of eyes: nothing leaves that somebody else should have read first."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from crm.auth.models import AuditEntry, Role, User
from crm.db import db, transaction
from crm.errors import NotAllowed
from crm.pagelink import outbox
from crm.pagelink.channels import SendErrorKind
from crm.pagelink.models import Page, Reply, ReplyState, Route
from crm.pagelink.queries.approvals import to_approve
from tests.factories import make_comment
from tests.pagelink.fake_channel import FakeChannel

MakeUser = Callable[..., User]


@pytest.fixture
def author(make_user: MakeUser) -> User:
    """A new member of staff, whose replies are read before they are sent."""
    by = make_user(Role.AGENT)
    with transaction():
        db.session.get_one(User, by.id).replies_reviewed = True
    return by


@pytest.fixture
def chief(make_user: MakeUser) -> User:
    """Who may approve."""
    return make_user(Role.SUPERVISOR)


@pytest.fixture
def reply(page: Page, author: User, now: datetime) -> Reply:
    """What the new one wrote."""
    talk = make_comment(page).conversation
    words = {"text": "รับเรื่องแล้วค่ะ", "route": Route.PRIVATE_REPLY}
    with transaction():
        return outbox.queue(talk, by=author, now=now, **words)


def approve(reply: Reply, by: User, now: datetime, as_read: str | None = None) -> None:
    """Press the button under what was read."""
    with transaction():
        row = db.session.get_one(Reply, reply.id)
        outbox.approve(row, as_read=as_read or row.fingerprint, by=by, now=now)


def test_no_worker_sends_what_waits_and_it_goes_once_approved(
    channel: FakeChannel, reply: Reply, chief: User, now: datetime
) -> None:
    assert reply.state == ReplyState.WAITING
    assert (outbox.send_due(now, disregard_next_try=True), outbox.remaining()) == ({}, 0)
    assert channel.texts == []
    approve(reply, chief, now)
    assert outbox.send_due(now) == {"sent": 1}
    assert channel.texts == ["รับเรื่องแล้วค่ะ"]
    assert [e.action for e in db.session.query(AuditEntry)][-1:] == ["reply_approved"]


def test_the_table_itself_keeps_an_unapproved_reply_from_the_queue(reply: Reply) -> None:
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(Reply).values(state=ReplyState.QUEUED))


def test_what_is_written_on_a_restricted_conversation_waits_whoever_writes_it(
    page: Page, chief: User, now: datetime
) -> None:
    talk = make_comment(page).conversation
    with transaction():
        talk.restricted = True
        for by in (chief, None):
            queued = outbox.queue(talk, text="ทราบแล้ว", route=Route.COMMENT, by=by, now=now)
            assert queued.state == ReplyState.WAITING


def test_approving_twice_is_once(reply: Reply, chief: User, now: datetime) -> None:
    approve(reply, chief, now)
    approve(reply, chief, now)
    outbox.send_due(now)
    approve(reply, chief, now)
    assert db.session.query(AuditEntry).filter_by(action="reply_approved").count() == 1


def test_of_two_supervisors_the_second_is_told_to_read_again(
    reply: Reply, chief: User, make_user: MakeUser, now: datetime
) -> None:
    as_read = reply.fingerprint
    with transaction():
        outbox.give_back(reply, "สุภาพกว่านี้", as_read=as_read, by=chief, now=now)
    with pytest.raises(outbox.ReadAgain):
        approve(reply, make_user(Role.ADMIN), now, as_read)
    assert outbox.send_due(now) == {}


def test_a_text_that_was_changed_after_it_was_read_is_not_approved(
    reply: Reply, author: User, chief: User, now: datetime
) -> None:
    as_read = reply.fingerprint
    with transaction():
        outbox.hand_in(reply, "ข้อความอื่น", by=author, now=now)
    with pytest.raises(outbox.ReadAgain):
        approve(reply, chief, now, as_read)


def test_nobody_approves_their_own_and_no_agent_anybodys(
    reply: Reply, author: User, make_user: MakeUser, now: datetime
) -> None:
    with transaction():
        db.session.get_one(User, author.id).role = Role.SUPERVISOR
    with pytest.raises(outbox.OwnReply):
        approve(reply, db.session.get_one(User, author.id), now)
    with pytest.raises(NotAllowed):
        approve(reply, make_user(Role.AGENT, "other@example.org"), now)


def test_a_returned_reply_is_put_right_by_its_author_and_waits_again(
    channel: FakeChannel, reply: Reply, author: User, chief: User, now: datetime
) -> None:
    with transaction():
        outbox.give_back(reply, "เติมเลขที่รับแจ้ง", as_read=reply.fingerprint, by=chief, now=now)
    assert [row.returned_note for row in to_approve(author)] == ["เติมเลขที่รับแจ้ง"]
    with pytest.raises(outbox.OnlyItsAuthor), transaction():
        outbox.hand_in(reply, "แก้แทน", by=chief, now=now)
    with transaction():
        outbox.hand_in(reply, "เลขที่รับแจ้ง 1 ค่ะ", by=author, now=now)
    assert reply.state == ReplyState.WAITING
    approve(reply, chief, now)
    outbox.send_due(now)
    assert channel.texts == ["เลขที่รับแจ้ง 1 ค่ะ"]


def test_sending_back_needs_a_word(reply: Reply, chief: User, now: datetime) -> None:
    with pytest.raises(outbox.NoteMissing), transaction():
        outbox.give_back(reply, " ", as_read=reply.fingerprint, by=chief, now=now)


def test_a_waiting_reply_keeps_the_one_private_reply_and_gives_it_back_when_dropped(
    reply: Reply, author: User, now: datetime
) -> None:
    talk = reply.conversation
    with pytest.raises(outbox.AlreadyReplied), transaction():
        outbox.queue(talk, text="อีกข้อความ", route=Route.PRIVATE_REPLY, by=None, now=now)
    with transaction():
        outbox.cancel(reply, by=author, now=now)
        again = outbox.queue(talk, text="ใหม่", route=Route.PRIVATE_REPLY, by=author, now=now)
    assert again.state == ReplyState.WAITING


def test_what_was_approved_for_one_route_or_text_is_not_for_another(
    channel: FakeChannel, reply: Reply, author: User, chief: User, now: datetime
) -> None:
    approve(reply, chief, now)
    channel.failures = [SendErrorKind.GONE]
    assert outbox.send_due(now) == {"failed": 1}
    with transaction():
        outbox.other_route(reply, Route.COMMENT, by=author, now=now)
    assert reply.state == ReplyState.WAITING
    approve(reply, chief, now)
    with transaction():
        outbox.edit(reply, "อีกอย่าง", by=author, now=now)
    assert (reply.state, reply.approved_by_id) == (ReplyState.WAITING, None)
    assert outbox.send_due(now) == {}
