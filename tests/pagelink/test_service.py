"""Adding Pages, and what staff decide about conversations and messages."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from crm.auth.models import AuditEntry
from crm.db import db, transaction
from crm.pagelink import queries, service
from crm.pagelink.models import Draft, Message, Page
from tests.factories import (
    from_page,
    incoming_comment,
    incoming_post,
    make_comment,
    make_page,
    take_in,
)

HOUR = timedelta(hours=1)


def test_a_page_answers_from_seven_days_before_it_was_added(app: Flask, now: datetime) -> None:
    with transaction():
        service.add_page("111", name="เพจ", token="t", now=now)
    page = db.session.query(Page).one()
    assert (page.answering_since, page.health) == (now - timedelta(days=7), "ok")
    assert db.session.query(AuditEntry).one().action == "page_added"


def test_a_page_is_added_once_and_by_number(app: Flask, now: datetime) -> None:
    with transaction():
        service.add_page("111", name="เพจ", token="t", now=now)
    with pytest.raises(service.PageAlreadyAdded), transaction():
        service.add_page("111", name="เพจ", token="t", now=now)
    with pytest.raises(service.PageNumberInvalid), transaction():
        service.add_page("rongtook", name="เพจ", token="t", now=now)


def test_no_answer_needed_ends_the_waiting_and_can_be_taken_back(
    app: Flask, make_user, now: datetime
) -> None:
    message, by = make_comment(make_page()), make_user()
    with pytest.raises(service.NoReason), transaction():
        service.needs_none([message], " ", by=by, now=now)
    with transaction():
        service.needs_none([message], "ชื่นชม", by=by, now=now)
    assert (message.answer_state, message.answer_reason) == ("needs_none", "ชื่นชม")
    assert message.conversation.waiting_since is None
    with transaction():
        service.reopen([message], by=by, now=now)
    assert message.answer_state == "open"
    assert message.conversation.waiting_since == message.created_at


def test_what_came_before_the_start_can_be_reopened_in_bulk(app: Flask, now: datetime) -> None:
    page = make_page(answering_since=now)
    old = make_comment(page, created_at=now - 5 * HOUR)
    assert (old.answer_state, old.answer_reason) == ("needs_none", "before_start")
    with transaction():
        service.start_answering_from(page, now - 10 * HOUR, by=None, now=now)
    db.session.expire_all()
    assert (old.answer_state, old.conversation.waiting_since) == ("open", old.created_at)


def test_a_reopened_message_is_answered_by_what_the_page_writes_afterwards(
    app: Flask, make_user, now: datetime
) -> None:
    page, by = make_page(), make_user()
    message = make_comment(page, number=1, created_at=now - 3 * HOUR)
    own = {"parent_external_id": "5550001_1", "text": "ค่ะ"}
    take_in(page, from_page(incoming_comment, created_at=now - 2 * HOUR, **own))
    assert db.session.get_one(Message, message.id).answer_state == "answered_elsewhere"
    with transaction():
        service.reopen([message], by=by, now=now - HOUR)
    assert message.answer_state == "open"
    take_in(page, from_page(incoming_comment, created_at=now, **own))
    db.session.expire_all()
    assert (message.answer_state, message.answered_at) == ("answered_elsewhere", now)


def test_a_snooze_ends_when_the_citizen_writes_again(app: Flask, make_user, now: datetime) -> None:
    page, by = make_page(), make_user()
    conversation = make_comment(page, number=1).conversation
    with transaction():
        service.snooze(conversation, until=now + HOUR, by=by, now=now)
        service.assign(conversation, to=by, by=by, now=now)
        service.set_urgent(conversation, True, now=now)
    assert conversation.snoozed_until == now + HOUR
    take_in(page, incoming_comment(parent_external_id="5550001_1", created_at=now))
    db.session.expire_all()
    assert (conversation.snoozed_until, conversation.urgent) == (None, True)
    assert conversation.assignee == by


def test_notes_and_drafts_stand_beside_a_conversation(app: Flask, make_user, now: datetime) -> None:
    conversation, by = make_comment(make_page()).conversation, make_user()
    before = conversation.changed_seq
    with pytest.raises(service.EmptyNote), transaction():
        service.add_note(conversation, " ", by=by, now=now)
    with transaction():
        service.add_note(conversation, "โทรแล้ว", by=by, now=now)
        for text in ("เรี", "เรียน"):
            service.save_draft(conversation, text, by=by, now=now)
    assert db.session.query(Draft).one().text == "เรียน"
    with transaction():
        service.save_draft(conversation, "", by=by, now=now)
    assert db.session.query(Draft).count() == 0
    assert conversation.changed_seq > before


def test_a_message_is_found_by_any_form_of_its_id(app: Flask) -> None:
    page = make_page()
    message = make_comment(page, number=77)
    for form in ("77", "5550001_77", "999_77"):
        assert queries.find_message(form) == message
    assert queries.find_message("78", page=page) is None


def test_of_two_that_an_id_fits_the_one_that_is_written_like_it_is_meant(app: Flask) -> None:
    page = make_page()
    make_comment(page, external_id="111222333_88", text="ความคิดเห็น")
    asked = incoming_post(external_id="444_88", text="โพสต์", by_visitor=True)
    take_in(page, asked)
    found = queries.find_message("444_88")
    assert found is not None
    assert (found.kind, found.text) == ("post", "โพสต์")
