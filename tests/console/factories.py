"""Rows for the console's tests: a Page, people, and what they said; all invented."""

from datetime import datetime, timedelta
from itertools import count
from typing import TypeVar

from crm.auth.models import User
from crm.customers.models import Customer, Identity
from crm.db import db
from crm.pagelink.models import AnswerState, Conversation, Direction, Kind, Message, Page, Post
from crm.worksheets.models import ConversationTag, Tag

Row = TypeVar("Row")
_numbers = count(1)


def make_page(now: datetime, name: str = "ร้องทุกข์สาธิต") -> Page:
    """A Page that is looked after since long ago."""
    page = Page(
        external_id=f"page-{next(_numbers)}",
        name=name,
        centre_name="ศูนย์รับแจ้งทุกข์สาธิต",
        answering_since=now - timedelta(days=400),
        created_at=now - timedelta(days=400),
    )
    return _kept(page)


def make_post(page: Page, now: datetime, text: str = "แจ้งไฟทางดับได้ที่นี่") -> Post:
    """A post of the Page itself, two years old."""
    return _kept(
        Post(
            page_id=page.id,
            external_id=f"post-{next(_numbers)}",
            text=text,
            search_text=text,
            created_at=now - timedelta(days=730),
            observed_at=now,
        )
    )


def make_identity(page: Page, now: datetime, name: str = "สมหญิง ตัวอย่าง") -> Identity:
    """A person, met under comments."""
    customer = _kept(
        Customer(name=name, name_folded=name, created_at=now, first_seen_at=now, last_seen_at=now)
    )
    return _kept(
        Identity(
            customer_id=customer.id,
            channel="facebook_comment",
            page=page.external_id,
            external_id=f"person-{next(_numbers)}",
            name=name,
            name_folded=name,
            first_seen_at=now,
            last_seen_at=now,
        )
    )


def make_conversation(
    page: Page,
    since: datetime | None,
    *,
    post: Post | None = None,
    urgent: bool = False,
    assignee: User | None = None,
) -> Conversation:
    """A conversation under comments; `since` None: nothing waits."""
    return _kept(
        Conversation(
            page_id=page.id,
            kind=Kind.COMMENT,
            key=f"key-{next(_numbers)}",
            post_id=post.id if post else None,
            waiting_since=since,
            last_message_at=since,
            last_inbound_at=since,
            urgent=urgent,
            assignee_id=assignee.id if assignee else None,
        )
    )


def say(
    conversation: Conversation,
    text: str,
    at: datetime,
    *,
    by: Identity | None = None,
    state: AnswerState | None = AnswerState.OPEN,
) -> Message:
    """Something that a citizen wrote; without `by` the author is unknown."""
    number = next(_numbers)
    return _kept(
        Message(
            page_id=conversation.page_id,
            conversation_id=conversation.id,
            post_id=conversation.post_id,
            identity_id=by.id if by else None,
            kind=conversation.kind,
            key=f"m{number}",
            external_id=f"1_m{number}",
            direction=Direction.IN,
            author_name=by.name if by else None,
            text=text,
            search_text=text,
            origin="poll",
            created_at=at,
            observed_at=at,
            received_at=at,
            answer_state=state,
        )
    )


def put_tag(conversation: Conversation, slug: str, now: datetime) -> ConversationTag:
    """Let a seeded tag stand on a conversation."""
    tag = db.session.query(Tag).filter_by(slug=slug).one()
    return _kept(ConversationTag(conversation_id=conversation.id, tag_id=tag.id, set_at=now))


def _kept(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row
