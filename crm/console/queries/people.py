"""A person's card: what is known, where they were met, what they said and which cases they have."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from crm import thai
from crm.console.queries.cursors import read_moment
from crm.customers.models import Customer, Identity
from crm.db import db
from crm.pagelink.models import Conversation, Direction, Message, Page
from crm.worksheets.models import Worksheet

PAGE_SIZE = 50


@dataclass(frozen=True)
class Talked:
    """A conversation in which a person spoke: how often, and what they said last and where."""

    conversation: Conversation
    messages: int
    last_text: str
    last_permalink: str | None


@dataclass(frozen=True)
class Figures:
    """How often somebody was heard."""

    messages: int
    conversations: int


@dataclass(frozen=True)
class PersonRow:
    """One line of the list of people."""

    customer: Customer
    messages: int
    worksheets: int


@dataclass(frozen=True)
class PersonList:
    """A part of the list, and the cursor of the next part."""

    rows: Sequence[PersonRow]
    next: str | None


def conversations_of(customer: Customer, limit: int = 50) -> list[Talked]:
    """Where a person spoke, newest first."""
    identities = select(Identity.id).where(Identity.customer_id == customer.id)
    spoken = (
        select(
            Message.conversation_id.label("id"),
            func.count().label("messages"),
            func.max(Message.id).label("last"),
        )
        .where(Message.identity_id.in_(identities))
        .group_by(Message.conversation_id)
        .subquery()
    )
    found = db.session.execute(
        select(Conversation, spoken.c.messages, Message.text, Message.permalink)
        .join(spoken, spoken.c.id == Conversation.id)
        .join(Message, Message.id == spoken.c.last)
        .options(joinedload(Conversation.page), joinedload(Conversation.post))
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(limit)
    )
    return [Talked(*row) for row in found]


def figures_of(customer: Customer) -> Figures:
    """How many messages a person wrote, in how many conversations."""
    identities = select(Identity.id).where(Identity.customer_id == customer.id)
    messages, conversations = db.session.execute(
        select(func.count(), func.count(Message.conversation_id.distinct())).where(
            Message.identity_id.in_(identities)
        )
    ).one()
    return Figures(messages, conversations)


def page_names(numbers: Sequence[str]) -> list[str]:
    """The names of Pages by their outside numbers."""
    return list(db.session.scalars(select(Page.name).where(Page.external_id.in_(numbers))))


def conversations_of_messages(ids: Sequence[int | None]) -> dict[int, int]:
    """In which conversation each message stands."""
    where = Message.id.in_([id_ for id_ in ids if id_])
    return _counts(select(Message.id, Message.conversation_id).where(where))


def named_customers(ids: Sequence[int]) -> dict[int, Customer]:
    """These records by their ids."""
    found = db.session.scalars(select(Customer).where(Customer.id.in_(ids)))
    return {customer.id: customer for customer in found}


def people(words: str = "", cursor: str = "") -> PersonList:
    """People whose name holds the words, whom we heard from last first."""
    query = select(Customer).where(Customer.merged_into_id.is_(None))
    if words:
        query = query.where(Customer.name_folded.contains(thai.fold(words), autoescape=True))
    place = _read_cursor(cursor)
    if place:
        at, id_ = place
        earlier = and_(Customer.last_seen_at == at, Customer.id < id_)
        query = query.where(or_(Customer.last_seen_at < at, earlier))
    query = query.order_by(Customer.last_seen_at.desc(), Customer.id.desc())
    found = db.session.scalars(query.limit(PAGE_SIZE + 1)).all()
    shown = found[:PAGE_SIZE]
    last = shown[-1] if len(found) > PAGE_SIZE else None
    following = f"{last.last_seen_at.isoformat()}~{last.id}" if last else None
    return PersonList(_counted(shown), following)


def _counted(found: Sequence[Customer]) -> list[PersonRow]:
    ids = [customer.id for customer in found]
    said = _counts(
        select(Identity.customer_id, func.count(Message.id))
        .join(Message, Message.identity_id == Identity.id)
        .where(Identity.customer_id.in_(ids), Message.direction == Direction.IN)
        .group_by(Identity.customer_id)
    )
    cases = _counts(
        select(Worksheet.customer_id, func.count())
        .where(Worksheet.customer_id.in_(ids))
        .group_by(Worksheet.customer_id)
    )
    return [PersonRow(c, said.get(c.id, 0), cases.get(c.id, 0)) for c in found]


def _counts(query: Select[Any]) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}


def _read_cursor(cursor: str) -> tuple[datetime, int] | None:
    """The place that a cursor names; None for one that was never ours."""
    try:
        at, id_ = cursor.split("~")
        return read_moment(at), int(id_)
    except ValueError:
        return None
