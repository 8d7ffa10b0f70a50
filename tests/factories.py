"""Makes what tests need, through the same doors as in real life."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from crm.db import db, transaction
from crm.pagelink.incoming import IncomingMessage, IncomingPost, key_of
from crm.pagelink.models import Conversation, Message, Page, Post
from crm.pagelink.receive import Received, receive
from tests.conftest import NOW

PAGE_NUMBER = "111222333"
_numbers = count(90001)


def make_page(external_id: str = PAGE_NUMBER, **columns: Any) -> Page:
    """A Page that has been answering for 30 days."""
    defaults = {
        "name": "ศูนย์รับเรื่องทดสอบ",
        "centre_name": "ศูนย์ทดสอบ",
        "token": "page-token",
        "created_at": NOW - timedelta(days=30),
        "answering_since": NOW - timedelta(days=30),
    }
    with transaction() as session:
        page = Page(external_id=external_id, **{**defaults, **columns})
        session.add(page)
    return page


def incoming_comment(**told: Any) -> IncomingMessage:
    """A citizen's comment as the poll reads it, unless told otherwise."""
    number = told.pop("number", None) or next(_numbers)
    external_id = told.get("external_id", f"5550001_{number}")
    created_at = told.get("created_at", NOW - timedelta(hours=1))
    defaults = {
        "kind": "comment",
        "external_id": external_id,
        "direction": "in",
        "observed_at": (created_at or NOW) + timedelta(minutes=1),
        "origin": "poll",
        "created_at": created_at,
        "text": "ไฟทางดับที่ลาดพร้าว 71",
        "author_external_id": "7001",
        "author_name": "สมใจ รักเมือง",
        "post_external_id": f"{PAGE_NUMBER}_5550001",
        "permalink": f"https://www.facebook.com/5550001?comment_id={key_of(external_id)}",
    }
    return IncomingMessage(**{**defaults, **told})


def incoming_private(**told: Any) -> IncomingMessage:
    """A citizen's private message as the poll reads it, unless told otherwise."""
    created_at = told.get("created_at", NOW - timedelta(hours=1))
    person = told.pop("person", "7001")
    is_in = told.get("direction", "in") == "in"
    defaults = {
        "kind": "message",
        "external_id": f"m_{next(_numbers)}",
        "direction": "in",
        "observed_at": (created_at or NOW) + timedelta(minutes=1),
        "origin": "poll",
        "created_at": created_at,
        "text": "สอบถามเรื่องท่อระบายน้ำค่ะ",
        "author_external_id": person if is_in else PAGE_NUMBER,
        "author_name": "สมใจ รักเมือง" if is_in else None,
        "person_external_id": person,
        "person_name": "สมใจ รักเมือง",
        "thread_external_id": f"t_{person}",
    }
    return IncomingMessage(**{**defaults, **told})


def from_page(make: Callable[..., IncomingMessage], **told: Any) -> IncomingMessage:
    """The same, written by the Page itself."""
    own = {"direction": "out", "author_external_id": PAGE_NUMBER, "author_name": "เพจ"}
    return make(**{**own, **told})


def incoming_post(**told: Any) -> IncomingPost:
    """A post of the Page's own, unless `by_visitor` or anything else is told."""
    created_at = told.get("created_at", NOW - timedelta(hours=2))
    defaults = {
        "external_id": f"{PAGE_NUMBER}_5550001",
        "observed_at": created_at + timedelta(minutes=1),
        "created_at": created_at,
        "text": "ประกาศปิดถนนชั่วคราว",
        "permalink": f"https://www.facebook.com/{PAGE_NUMBER}_5550001",
    }
    return IncomingPost(**{**defaults, **told})


def take_in(page: Page, *told: IncomingMessage | IncomingPost, now: datetime = NOW) -> Received:
    """Receive a batch in a transaction of its own."""
    with transaction():
        return receive(
            page,
            posts=[one for one in told if isinstance(one, IncomingPost)],
            messages=[one for one in told if isinstance(one, IncomingMessage)],
            now=now,
        )


def make_post(page: Page, **told: Any) -> Post:
    """A stored post; with `by_visitor=True` a visitor's, which is a message too."""
    post = incoming_post(**told)
    take_in(page, post)
    return db.session.query(Post).filter_by(page_id=page.id, external_id=post.external_id).one()


def make_comment(page: Page, **told: Any) -> Message:
    """A stored comment, under a stub of its post if the post isn't known."""
    return _stored(page, incoming_comment(**told))


def make_private_message(page: Page, **told: Any) -> Message:
    """A stored private message; `person` is the citizen's number."""
    return _stored(page, incoming_private(**told))


def make_conversation(page: Page, **told: Any) -> Conversation:
    """A conversation that a comment began."""
    return make_comment(page, **told).conversation


def _stored(page: Page, told: IncomingMessage) -> Message:
    received = take_in(page, told)
    return db.session.get_one(Message, received.message_ids[0])
