"""Finds Pages, messages and replies by the numbers that people and software know them by."""

from sqlalchemy import or_

from crm.db import db
from crm.errors import NotFound
from crm.pagelink.incoming import key_of
from crm.pagelink.models import Kind, Message, Page, Reply


def pages(*, active_only: bool = True) -> list[Page]:
    """The Pages that the centre looks after, in the order in which they were added."""
    query = db.session.query(Page).order_by(Page.id)
    return query.filter(Page.active).all() if active_only else query.all()


def find_page(external_id: str, channel: str = "facebook") -> Page | None:
    """A Page by its number on its channel."""
    return db.session.query(Page).filter_by(channel=channel, external_id=external_id).one_or_none()


def get_page(page_id: int) -> Page:
    """A Page; raises NotFound."""
    page = db.session.get(Page, page_id)
    if page is None:
        raise NotFound
    return page


def find_message(external_id: str, *, page: Page | None = None) -> Message | None:
    """A message by any form of its id; a comment's prefix doesn't matter, unless two fit."""
    is_comment = (Message.kind == Kind.COMMENT) & (Message.key == key_of(external_id))
    is_other = (Message.kind != Kind.COMMENT) & (Message.key == external_id)
    query = db.session.query(Message).filter(or_(is_comment, is_other))
    pages_searched = [page.id] if page else [one.id for one in pages(active_only=False)]
    is_exact = Message.external_id == external_id
    found = query.filter(Message.page_id.in_(pages_searched))
    return found.order_by(is_exact.desc(), Message.id).first()


def get_message(external_id: str, *, page: Page | None = None) -> Message:
    """A message by any form of its id; raises NotFound."""
    message = find_message(external_id, page=page)
    if message is None:
        raise NotFound
    return message


def get_reply(reply_id: int) -> Reply:
    """A reply of the outbox; raises NotFound."""
    reply = db.session.get(Reply, reply_id)
    if reply is None:
        raise NotFound
    return reply
