"""Messages and cases to be placed."""

from collections.abc import Callable
from datetime import datetime
from itertools import count

import pytest
from flask import Flask

from crm.db import db, transaction
from crm.pagelink.models import AnswerState, Conversation, Direction, Kind, Message, Page
from crm.worksheets import service as worksheets
from crm.worksheets.models import Worksheet


@pytest.fixture
def page(app: Flask, now: datetime) -> Page:
    with transaction():
        page = Page(
            external_id="100",
            name="เพจร้องทุกข์",
            centre_name="ศูนย์รับแจ้งทุกข์",
            answering_since=now,
            created_at=now,
        )
        db.session.add(page)
    return page


@pytest.fixture
def say(page: Page, now: datetime) -> Callable[..., Message]:
    """Let a citizen say something, in a conversation of its own."""
    numbers = count(1)

    def said(text: str) -> Message:
        number = next(numbers)
        with transaction():
            conversation = Conversation(page_id=page.id, kind=Kind.COMMENT, key=f"c{number}")
            db.session.add(conversation)
            db.session.flush()
            message = Message(
                page_id=page.id,
                conversation_id=conversation.id,
                kind=Kind.COMMENT,
                key=f"m{number}",
                external_id=f"100_{number}",
                direction=Direction.IN,
                text=text,
                origin="poll",
                created_at=now,
                received_at=now,
                answer_state=AnswerState.OPEN,
            )
            db.session.add(message)
        return message

    return said


@pytest.fixture
def open_case(say: Callable[..., Message], now: datetime) -> Callable[..., Worksheet]:
    """Open a case on something said, at a point if one is given."""

    def opened(
        point: tuple[float, float] | None = None, *, title: str = "ไฟทางดับ", at: datetime = now
    ) -> Worksheet:
        message = say(title)
        with transaction():
            sheet = worksheets.open_worksheet(message.conversation, title=title, by=None, now=at)
            if point:
                place = worksheets.Place("staff", *point, district="พระนคร")
                worksheets.set_place(sheet, place, by=None, now=at)
        return sheet

    return opened
