"""A Page, its conversations and its messages, arranged for tests of cases."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest
from flask import Flask

from crm.auth.models import Role, User
from crm.customers.models import IdentityChannel
from crm.customers.service import Seen, identify
from crm.db import db, transaction
from crm.pagelink.models import (
    AnswerState,
    Conversation,
    Direction,
    Kind,
    Message,
    Page,
    Reply,
    Route,
)
from crm.worksheets import service
from crm.worksheets.models import Worksheet


@pytest.fixture
def page(app: Flask, now: datetime) -> Page:
    """A Page with the city's system behind it."""
    with transaction():
        page = Page(
            external_id="100",
            name="เพจร้องทุกข์",
            centre_name="ศูนย์รับแจ้งทุกข์",
            hotline="1555",
            answering_since=now,
            created_at=now,
        )
        db.session.add(page)
    return page


@pytest.fixture
def say(page: Page, now: datetime) -> Callable[..., Message]:
    """Let a citizen say something, in a conversation of its own unless one is given."""
    numbers = count(1)

    def said(
        text: str = "ไฟทางดับ",
        *,
        author: str | None = "สมใจ",
        to: Conversation | None = None,
        kind: Kind = Kind.COMMENT,
        created_at: datetime | None = None,
    ) -> Message:
        number = next(numbers)
        at = created_at or now + timedelta(minutes=number)
        conversation = to or Conversation(page_id=page.id, kind=kind, key=f"c{number}")
        db.session.add(conversation)
        db.session.flush()
        message = Message(
            page_id=page.id,
            conversation_id=conversation.id,
            identity_id=_identity(author, kind, at) if author else None,
            kind=kind,
            key=f"m{number}",
            external_id=f"100_{number}",
            direction=Direction.IN,
            author_name=author,
            text=text,
            origin="poll",
            created_at=at,
            observed_at=at,
            received_at=at,
            answer_state=AnswerState.OPEN,
        )
        db.session.add(message)
        db.session.flush()
        return message

    return lambda *args, **kwargs: _in_transaction(said, *args, **kwargs)


@pytest.fixture
def officer(make_user: Callable[..., User]) -> User:
    """A Page admin."""
    return make_user(Role.AGENT)


@pytest.fixture
def sheet(say: Callable[..., Message], officer: User, now: datetime) -> Worksheet:
    """A worksheet on one comment."""
    message = say()
    with transaction():
        return service.open_worksheet(message.conversation, by=officer, now=now)


@pytest.fixture
def reply_to(now: datetime, officer: User) -> Callable[..., Reply]:
    """A reply that stands in the outbox (call it inside a transaction)."""

    def reply(message: Message, text: str = "ขอบคุณค่ะ") -> Reply:
        queued = Reply(
            page_id=message.page_id,
            conversation_id=message.conversation_id,
            target_message_id=message.id,
            target_external_id=message.external_id,
            route=Route.COMMENT,
            text=text,
            created_at=now,
            written_by_id=officer.id,
        )
        db.session.add(queued)
        db.session.flush()
        return queued

    return reply


def _identity(author: str, kind: Kind, at: datetime) -> int:
    channel = (
        IdentityChannel.MESSENGER if kind == Kind.MESSAGE else IdentityChannel.FACEBOOK_COMMENT
    )
    return identify(channel, "100", {author: Seen(author, at, at)})[author]


def _in_transaction(said: Callable[..., Message], *args: object, **kwargs: object) -> Message:
    with transaction():
        return said(*args, **kwargs)
