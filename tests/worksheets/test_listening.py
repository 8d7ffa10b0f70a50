"""What cases learn from the Page: answers typed elsewhere, and consoles that look again."""

from datetime import datetime, timedelta

from flask import Flask

from crm.auth.models import User
from crm.db import db, transaction
from crm.worksheets import queries, service
from tests import factories


def test_an_answer_typed_elsewhere_counts_as_the_first(
    app: Flask, officer: User, now: datetime
) -> None:
    page = factories.make_page()
    message = factories.make_comment(page)
    with transaction():
        sheet = service.open_worksheet(message.conversation, by=officer, now=now)
    answered_at = now + timedelta(minutes=30)
    answer = factories.from_page(
        factories.incoming_comment,
        parent_external_id=message.external_id,
        text="รับเรื่องแล้วค่ะ",
        created_at=answered_at,
    )
    factories.take_in(page, answer, now=answered_at + timedelta(minutes=1))
    db.session.expire_all()
    assert sheet.first_answered_at == answered_at


def test_a_console_looks_again_after_each_step(app: Flask, officer: User, now: datetime) -> None:
    message = factories.make_comment(factories.make_page())
    conversation = message.conversation
    later = now + timedelta(hours=1)
    with transaction():
        sheet = service.open_worksheet(conversation, by=officer, now=now)
        before = conversation.changed_seq
        service.file_in_mis(sheet, "MIS-1", by=officer, now=later)
    assert conversation.changed_seq > before


def test_the_urgent_tag_puts_a_conversation_above_the_others(
    app: Flask, officer: User, now: datetime
) -> None:
    conversation = factories.make_comment(factories.make_page()).conversation
    urgent = queries.get_tag("urgent")
    with transaction():
        service.set_tag(conversation, urgent, by=officer, now=now)
    assert conversation.urgent
    with transaction():
        service.unset_tag(conversation, urgent, by=officer, now=now)
    assert not conversation.urgent
