"""What comes in is stored once, in the right conversation, with its author."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from crm.customers.models import Identity
from crm.db import db
from crm.pagelink import events
from crm.pagelink.incoming import IncomingAttachment
from crm.pagelink.models import Attachment, Conversation, Message, Post
from crm.pagelink.receive.door import LARGEST_BATCH
from tests.factories import (
    PAGE_NUMBER,
    from_page,
    incoming_comment,
    incoming_post,
    incoming_private,
    make_comment,
    make_page,
    make_private_message,
    take_in,
)

MINUTE = timedelta(minutes=1)


def test_a_comment_is_stored_with_its_author_its_post_and_its_conversation(
    app: Flask, now: datetime
) -> None:
    message = make_comment(make_page(), number=1, text="ไฟเเดง ๔๘")
    assert (message.key, message.text, message.search_text) == ("1", "ไฟเเดง ๔๘", "ไฟแดง 48")
    assert message.identity and message.identity.channel == "facebook_comment"
    assert message.post and message.post.is_stub
    assert (message.conversation.kind, message.conversation.key) == ("comment", "1")
    assert message.conversation.post_id == message.post_id
    assert message.conversation.permalink == message.permalink


def test_a_second_delivery_of_the_same_message_is_ignored(app: Flask) -> None:
    page, told = make_page(), incoming_comment(number=1)
    assert take_in(page, told, told).new == 1
    again = take_in(page, told)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    assert db.session.query(Message).count() == 1


def test_a_comment_under_another_prefix_is_the_same_comment(app: Flask) -> None:
    page = make_page()
    take_in(page, incoming_comment(external_id="77"), incoming_comment(external_id="5550001_77"))
    take_in(page, incoming_comment(external_id="4440001_77"))
    assert db.session.query(Message).one().external_id == "5550001_77"


def test_a_comment_before_its_post_waits_under_a_stub(app: Flask) -> None:
    page = make_page()
    message = make_comment(page)
    take_in(page, incoming_post(text="ประกาศ"))
    post = db.session.query(Post).one()
    assert (post.id, post.is_stub, post.text) == (message.post_id, False, "ประกาศ")


@pytest.mark.parametrize("reply_first", [True, False])
def test_a_reply_joins_the_conversation_of_its_root_in_either_order(
    app: Flask, reply_first: bool
) -> None:
    page = make_page()
    both = [
        incoming_comment(number=1),
        incoming_comment(number=2, parent_external_id="5550001_1", author_external_id="7002"),
    ]
    for told in reversed(both) if reply_first else both:
        take_in(page, told)
    conversation = db.session.query(Conversation).one()
    assert (conversation.key, conversation.permalink) == ("1", both[0].permalink)
    assert {row.identity.external_id for row in db.session.query(Message)} == {"7001", "7002"}


def test_a_reply_to_a_reply_stands_in_the_conversation_of_the_root(app: Flask) -> None:
    page = make_page()
    take_in(page, incoming_comment(number=3, parent_external_id="5550001_2"))
    assert db.session.query(Conversation).one().key == "2"
    take_in(page, incoming_comment(number=2, parent_external_id="5550001_1"))
    take_in(page, incoming_comment(number=1))
    assert [row.key for row in db.session.query(Conversation)] == ["1"]
    assert db.session.query(Message).count() == 3


def test_two_stubs_that_turn_out_to_be_one_conversation_are_joined(app: Flask) -> None:
    page, merged = make_page(), []
    take_in(page, incoming_comment(number=3, parent_external_id="5550001_2"))
    take_in(page, incoming_comment(number=1))

    def listen(sender: object, kept: int, absorbed: int, now: datetime) -> None:
        merged.append((kept, absorbed))

    with events.conversations_merged.connected_to(listen):
        take_in(page, incoming_comment(number=2, parent_external_id="5550001_1"))
    kept = db.session.query(Conversation).one()
    assert (kept.key, merged[0][0]) == ("1", kept.id)
    assert {row.conversation_id for row in db.session.query(Message)} == {kept.id}


def test_a_visitors_post_and_its_comments_are_one_conversation(app: Flask) -> None:
    page = make_page()
    visitor = incoming_post(by_visitor=True, author_external_id="7009", author_name="ผู้ผ่านมา")
    take_in(page, visitor, incoming_comment(number=1), incoming_comment(number=2))
    conversation = db.session.query(Conversation).one()
    assert (conversation.kind, conversation.key) == ("post", visitor.external_id)
    assert conversation.permalink == visitor.permalink
    kinds = [row.kind for row in db.session.query(Message).order_by(Message.created_at)]
    assert sorted(kinds) == ["comment", "comment", "post"]


def test_conversations_move_when_their_post_turns_out_to_be_a_visitors(app: Flask) -> None:
    page = make_page()
    take_in(page, incoming_comment(number=1), incoming_comment(number=2))
    assert db.session.query(Conversation).count() == 2
    take_in(page, incoming_post(by_visitor=True, author_external_id="7009"))
    assert db.session.query(Conversation).one().kind == "post"
    assert db.session.query(Message).count() == 3


def test_private_messages_of_one_person_are_one_conversation(app: Flask) -> None:
    page = make_page()
    first = make_private_message(page)
    second = make_private_message(page, direction="out", text="สวัสดีค่ะ")
    assert first.conversation_id == second.conversation_id
    assert first.conversation.thread_external_id == "t_7001"
    assert (first.conversation.kind, first.conversation.key) == ("message", "7001")
    assert second.identity_id is None


def test_a_commenter_and_a_writer_with_one_number_are_two_identities(app: Flask) -> None:
    page = make_page()
    comment, private = make_comment(page), make_private_message(page)
    assert comment.identity_id != private.identity_id
    assert comment.identity and private.identity
    assert comment.identity.customer_id == private.identity.customer_id


def test_a_message_without_author_or_text_is_kept(app: Flask, now: datetime) -> None:
    message = make_comment(make_page(), author_external_id=None, author_name=None, text="")
    assert (message.identity_id, message.author_name, message.text) == (None, None, "")
    assert message.answer_state == "open"
    assert db.session.query(Identity).count() == 0


def test_an_author_who_is_named_later_is_filled_in(app: Flask, now: datetime) -> None:
    page = make_page()
    nameless = incoming_comment(number=1, author_external_id=None, author_name=None)
    take_in(page, nameless)
    named = incoming_comment(number=1, observed_at=now)
    assert take_in(page, named).changed == 1
    message = db.session.query(Message).one()
    assert message.identity and message.author_name == "สมใจ รักเมือง"


def test_what_a_database_refuses_is_cleaned_away(app: Flask) -> None:
    message = make_comment(make_page(), text="ไฟ\x00ดับ \ud83d", author_name="ก\x00")
    assert (message.text, message.author_name) == ("ไฟดับ \ufffd", "ก")


def test_attachments_are_kept_once_and_their_addresses_renewed(app: Flask, now: datetime) -> None:
    page = make_page()
    told = incoming_comment(number=1, attachments=(IncomingAttachment("image", url="https://a"),))
    take_in(page, told, told)
    fresh = (IncomingAttachment("image", url="https://b"),)
    take_in(page, replace(told, attachments=fresh, observed_at=now))
    attachment = db.session.query(Attachment).one()
    assert (attachment.kind, attachment.url, attachment.position) == ("image", "https://b", 0)


def test_more_than_a_batch_is_refused(app: Flask) -> None:
    page = make_page()
    with pytest.raises(ValueError, match="500"):
        take_in(page, *(incoming_comment() for _ in range(LARGEST_BATCH + 1)))


def test_another_page_keeps_its_own(app: Flask) -> None:
    for page in (make_page(), make_page("444555666")):
        take_in(page, incoming_comment(number=1))
    assert db.session.query(Message).count() == db.session.query(Conversation).count() == 2


def test_the_pages_own_comment_needs_no_answer(app: Flask, now: datetime) -> None:
    page = make_page()
    take_in(page, from_page(incoming_comment, number=1))
    message = db.session.query(Message).one()
    assert (message.direction, message.answer_state, message.identity_id) == ("out", None, None)
    assert message.considered_at == now
    assert message.conversation.waiting_since is None


def test_a_deleted_private_message_whose_person_is_unknown_waits_apart(
    app: Flask, now: datetime
) -> None:
    page = make_page()
    told = incoming_private()
    gone = replace(
        told,
        person_external_id=None,
        author_external_id=None,
        text=None,
        deleted=True,
        observed_at=now,
    )
    take_in(page, gone)
    take_in(page, told)
    message = db.session.query(Message).one()
    assert (message.conversation.key, message.deleted_at) == ("7001", now)
    assert db.session.query(Conversation).count() == 1
    assert page.external_id == PAGE_NUMBER
