"""What may be put into the outbox, and what is changed there."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from crm.auth.models import User
from crm.db import db, transaction
from crm.pagelink import outbox
from crm.pagelink.channels import SendErrorKind
from crm.pagelink.models import Conversation, Message, Page, Reply, ReplyAnswer, Route
from tests.factories import incoming_comment, make_comment, make_private_message, take_in
from tests.pagelink.fake_channel import FakeChannel

DAY = timedelta(days=1)


def queue(conversation: Conversation, now: datetime, **told: object) -> Reply:
    """Queue a reply in a transaction of its own."""
    with transaction():
        return outbox.queue(conversation, **{"text": "ขอบคุณค่ะ", "by": None, "now": now, **told})


@pytest.mark.parametrize(
    "told, error",
    [
        ({"text": " \n"}, outbox.EmptyText),
        ({"text": "ค่ะ\0"}, outbox.BrokenText),
        ({"text": "ค่ะ\udcff"}, outbox.BrokenText),
        ({"text": "ก" * 8001, "route": Route.COMMENT}, outbox.TooLong),
        ({"route": Route.MESSAGE}, outbox.RouteClosed),
        ({"text": "https://x/c/abc/status", "route": Route.COMMENT}, outbox.PrivateLinkInPublic),
        ({"photo": "1-ab.jpg", "route": Route.PRIVATE_REPLY}, outbox.NoPhotoThere),
    ],
)
def test_what_cannot_go_out_is_refused_before_it_is_stored(
    page: Page, now: datetime, told: dict[str, object], error: type[Exception]
) -> None:
    conversation = make_comment(page).conversation
    with pytest.raises(error):
        queue(conversation, now, **told)
    assert db.session.query(Reply).count() == 0


def test_without_a_route_the_best_that_is_open_is_taken(page: Page, now: datetime) -> None:
    fresh, old = make_comment(page), make_comment(page, created_at=now - 8 * DAY)
    assert queue(fresh.conversation, now).route == Route.PRIVATE_REPLY
    assert queue(old.conversation, now).route == Route.COMMENT


def test_the_human_agents_route_is_for_people_only(page: Page, make_user, now: datetime) -> None:
    conversation = make_private_message(page, created_at=now - 2 * DAY).conversation
    with pytest.raises(outbox.NoRouteLeft):
        queue(conversation, now, by=None)
    assert queue(conversation, now, by=make_user()).route == Route.HUMAN_AGENT


def test_the_answer_to_a_nested_comment_is_posted_to_its_parent(page: Page, now: datetime) -> None:
    take_in(page, incoming_comment(number=1))
    nested = make_comment(page, number=2, parent_external_id="5550001_1")
    reply = queue(nested.conversation, now, route=Route.COMMENT, target=nested)
    assert (reply.target_message_id, reply.target_external_id) == (nested.id, "5550001_1")


def test_a_reply_answers_the_open_messages_of_that_author(page: Page, now: datetime) -> None:
    root = make_comment(page, number=1)
    own = {"parent_external_id": "5550001_1"}
    same, other = make_comment(page, **own), make_comment(page, author_external_id="7002", **own)
    reply = queue(root.conversation, now, target=root)
    named = {row.message_id for row in db.session.query(ReplyAnswer).filter_by(reply_id=reply.id)}
    assert named == {root.id, same.id}
    assert other.id not in named


def test_a_comment_has_one_live_private_reply(page: Page, make_user, now: datetime) -> None:
    conversation, by = make_comment(page).conversation, make_user()
    first = queue(conversation, now, route=Route.PRIVATE_REPLY)
    with pytest.raises(outbox.AlreadyReplied):
        queue(conversation, now, route=Route.PRIVATE_REPLY)
    with transaction():
        outbox.cancel(first, by=by, now=now)
    assert queue(conversation, now, route=Route.PRIVATE_REPLY).id != first.id


def test_the_same_key_gives_the_same_reply_and_another_body_a_conflict(
    page: Page, make_user, now: datetime
) -> None:
    conversation, by = make_comment(page).conversation, make_user()
    first = queue(conversation, now, by=by, idempotency_key="k", route=Route.COMMENT)
    again = queue(conversation, now, by=by, idempotency_key="k", route=Route.COMMENT)
    assert first.id == again.id
    with pytest.raises(outbox.IdempotencyConflict):
        queue(conversation, now, by=by, idempotency_key="k", text="อื่น", route=Route.COMMENT)


def test_a_queued_reply_can_be_rewritten_and_taken_back_a_sent_one_not(
    page: Page, channel: FakeChannel, make_user, now: datetime
) -> None:
    by: User = make_user()
    reply = queue(make_comment(page).conversation, now, route=Route.COMMENT)
    with transaction():
        outbox.edit(reply, "แก้แล้วค่ะ", by=by, now=now)
    outbox.send_due(now)
    assert channel.texts == ["แก้แล้วค่ะ"]
    for act in (outbox.cancel, outbox.try_again):
        with pytest.raises(outbox.TooLate), transaction():
            act(db.session.get_one(Reply, reply.id), by=by, now=now)


def test_a_failed_reply_goes_another_way_only_when_a_person_says_so(
    page: Page, channel: FakeChannel, make_user, now: datetime
) -> None:
    by = make_user()
    reply = queue(make_comment(page).conversation, now, route=Route.PRIVATE_REPLY)
    channel.failures = [SendErrorKind.GONE]
    assert outbox.send_due(now) == {"failed": 1}
    assert outbox.send_due(now) == {}
    with transaction():
        outbox.other_route(reply, Route.COMMENT, by=by, now=now)
    assert outbox.send_due(now) == {"sent": 1}
    assert channel.standing[0].outgoing.route == Route.COMMENT


def test_nothing_left_to_answer_is_said(app: Flask, page: Page, now: datetime) -> None:
    conversation = make_private_message(page, created_at=now - 8 * DAY).conversation
    with pytest.raises(outbox.NoRouteLeft):
        queue(conversation, now)
    assert db.session.query(Message).one().answer_state == "open"


def test_the_same_key_with_another_photo_is_another_request(page: Page, now: datetime) -> None:
    talk = make_comment(page).conversation
    told = {"route": Route.COMMENT, "idempotency_key": "k1"}
    first = queue(talk, now, photo="1-ab.jpg", **told)
    assert queue(talk, now, photo="1-ab.jpg", **told).id == first.id
    with pytest.raises(outbox.IdempotencyConflict):
        queue(talk, now, photo="1-cd.jpg", **told)


def test_the_photo_of_a_reply_leaves_once_though_its_first_answer_was_lost(
    page: Page, now: datetime, channel: FakeChannel
) -> None:
    queue(make_comment(page).conversation, now, route=Route.COMMENT, photo="1-ab.jpg")
    channel.failures = [SendErrorKind.DOUBT]
    for _ in range(3):
        outbox.send_due(now, disregard_next_try=True)
    assert [one.outgoing.photo for one in channel.standing] == ["1-ab.jpg"]
    db.session.expire_all()
    assert db.session.query(Reply).one().state == "sent"
