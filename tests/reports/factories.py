"""Makes pages, people, messages and cases for the tests of reports, search and the API."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from crm import thai
from crm.customers.models import Customer, Identity
from crm.db import db
from crm.pagelink.models import AnswerState, Conversation, Message, Page, Post
from crm.worksheets.models import (
    ConversationTag,
    Tag,
    Worksheet,
    WorksheetMessage,
)

numbers = count(1000)


def page(now: datetime, name: str = "ร้องทุกข์ทดสอบ") -> Page:
    return add(
        Page(
            external_id=str(next(numbers)),
            name=name,
            centre_name="ศูนย์ทดสอบ",
            answering_since=now - timedelta(days=400),
            created_at=now - timedelta(days=400),
        )
    )


def post(page: Page, now: datetime, text: str = "ข่าวประชาสัมพันธ์") -> Post:
    return add(
        Post(
            page_id=page.id,
            external_id=f"{page.external_id}_{next(numbers)}",
            text=text,
            search_text=thai.searchable(text),
            created_at=now,
            observed_at=now,
        )
    )


def person(page: Page, now: datetime, name: str = "สมชาย ใจดี") -> Identity:
    customer = add(
        Customer(
            name=name,
            name_folded=thai.fold(name),
            created_at=now,
            first_seen_at=now,
            last_seen_at=now,
        )
    )
    return add(
        Identity(
            customer_id=customer.id,
            channel="facebook_comment",
            page=page.external_id,
            external_id=str(next(numbers)),
            name=name,
            name_folded=thai.fold(name),
            first_seen_at=now,
            last_seen_at=now,
        )
    )


def conversation(page: Page, now: datetime, post: Post | None = None) -> Conversation:
    return add(
        Conversation(
            page_id=page.id,
            kind="comment",
            key=str(next(numbers)),
            post_id=post.id if post else None,
            last_message_at=now,
        )
    )


def message(
    talk: Conversation, at: datetime, text: str = "ไฟดับ", by: Identity | None = None, **more: Any
) -> Message:
    key = str(next(numbers))
    values: dict[str, Any] = {
        "kind": "comment",
        "direction": "in",
        "answer_state": AnswerState.OPEN,
        "origin": "poll",
        "external_id": f"77_{key}",
        **more,
    }
    return add(
        Message(
            page_id=talk.page_id,
            conversation_id=talk.id,
            post_id=talk.post_id,
            identity_id=by.id if by else None,
            author_name=by.name if by else None,
            key=key,
            text=text,
            search_text=thai.searchable(text),
            created_at=at,
            observed_at=at,
            received_at=at,
            **values,
        )
    )


def answered(talk: Conversation, at: datetime, after: timedelta, **more: Any) -> Message:
    return message(talk, at, answer_state=AnswerState.ANSWERED, answered_at=at + after, **more)


def worksheet(page: Page, at: datetime, about: Message | None = None, **more: Any) -> Worksheet:
    sheet = add(Worksheet(number=f"2569-{next(numbers):06}", page_id=page.id, opened_at=at, **more))
    if about:
        add(WorksheetMessage(worksheet_id=sheet.id, message_id=about.id))
    return sheet


def tag(talk: Conversation, slug: str, at: datetime, until: datetime | None = None) -> None:
    found = db.session.scalars(select(Tag).where(Tag.slug == slug)).one()
    add(ConversationTag(conversation_id=talk.id, tag_id=found.id, set_at=at, unset_at=until))


def add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
