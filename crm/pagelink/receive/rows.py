"""Reads and writes the messages of a batch."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, insert, select

from crm import thai
from crm.db import change_each, db, one_of
from crm.pagelink import ledger
from crm.pagelink.models import Conversation, Direction, Message, Page, Post
from crm.pagelink.receive.intake import Key
from crm.pagelink.receive.merging import Stored
from crm.pagelink.text_index import index_after, newest_id


@dataclass(frozen=True, slots=True)
class Known:
    """A stored message, the conversation that it stands in, and the visitor's post above it."""

    row: Stored
    place: Key
    visitor_post: str | None
    is_erased: bool


COLUMNS = (
    Message.id,
    Message.kind,
    Message.key,
    Message.conversation_id,
    Message.post_id,
    Message.identity_id,
    Message.external_id,
    Message.parent_external_id,
    Message.direction,
    Message.author_name,
    Message.text,
    Message.permalink,
    Message.created_at,
    Message.observed_at,
    Message.edited_at,
    Message.deleted_at,
    Message.hidden_at,
    Message.hidden_observed_at,
)


def are_asked_for(table: type[Message] | type[Conversation]) -> ColumnElement[bool]:
    """The condition of a query for `each_kind`."""
    return and_(
        table.page_id == bindparam("page"),
        table.kind == bindparam("kind"),
        one_of(table.key, bindparam("keys")),
    )


def each_kind(query: Select[Any], page: Page, keys: Iterable[Key]) -> Iterator[Row[Any]]:
    """The rows with these kinds and keys, by one statement a kind: a batch is mostly of one."""
    by_kind: dict[str, list[str]] = {}
    for kind, key in keys:
        by_kind.setdefault(kind, []).append(key)
    for kind, some in by_kind.items():
        asked = {"page": page.id, "kind": kind, "keys": some}
        yield from db.session.connection().execute(query, asked)


STORED = (
    select(
        *COLUMNS,
        Conversation.kind,
        Conversation.key,
        Post.external_id,
        Post.by_visitor,
        Message.erased_at,
    )
    .join(Conversation, Message.conversation_id == Conversation.id)
    .outerjoin(Post, Message.post_id == Post.id)
    .where(are_asked_for(Message))
)
IDS = select(Message.kind, Message.key, Message.id).where(are_asked_for(Message))


def load(page: Page, keys: Iterable[Key]) -> dict[Key, Known]:
    """The stored messages with these kinds and keys."""
    found = {}
    for *columns, place_kind, place_key, post, by_visitor, erased_at in each_kind(
        STORED, page, keys
    ):
        row = Stored(*columns)
        visitor_post = post if by_visitor else None
        known = Known(row, (place_kind, place_key), visitor_post, erased_at is not None)
        found[row.kind, row.key] = known
    return found


def add(page: Page, rows: Mapping[Key, Stored], origins: Mapping[Key, str], now: datetime) -> None:
    """Store and index new messages, the oldest first, which keeps the text index in order."""
    values = [
        {
            **_values(row),
            "page_id": page.id,
            "kind": row.kind,
            "key": row.key,
            "search_text": thai.searchable(row.text),
            "origin": origins[key],
            "received_at": now,
            "considered_at": now if row.direction == Direction.OUT else None,
            **ledger.first_entry(row.direction, row.created_at, page.answering_since),
        }
        for key, row in sorted(rows.items(), key=lambda item: (item[1].created_at, item[0]))
    ]
    if values:
        newest = newest_id()
        db.session.connection().execute(insert(Message), values)
        index_after(newest)


def change(before: Mapping[Key, Stored], after: Mapping[Key, Stored], now: datetime) -> list[Key]:
    """Write what differs, and give the keys of those in which a person would see a change."""
    changed = [key for key, row in after.items() if row.differs_from(before[key])]
    seen = [key for key, row in after.items() if row != before[key] and key not in set(changed)]
    retold = [key for key in changed if after[key].text != before[key].text]
    change_each(Message, [_values(after[key]) | {"b_id": after[key].id} for key in changed])
    change_each(Message, [_observation(after[key]) for key in seen])
    change_each(
        Message,
        [
            {
                "b_id": after[key].id,
                "search_text": thai.searchable(after[key].text),
                "considered_at": now if after[key].direction == Direction.OUT else None,
            }
            for key in retold
        ],
    )
    return changed


def ids_of(page: Page, keys: Iterable[Key]) -> dict[Key, int]:
    """The ids of stored messages by kind and key."""
    return {(kind, key): number for kind, key, number in each_kind(IDS, page, keys)}


def _values(row: Stored) -> dict[str, Any]:
    return {
        "conversation_id": row.conversation_id,
        "post_id": row.post_id,
        "identity_id": row.identity_id,
        "external_id": row.external_id,
        "parent_external_id": row.parent_external_id,
        "direction": row.direction,
        "author_name": row.author_name,
        "text": row.text,
        "permalink": row.permalink,
        "created_at": row.created_at,
        "edited_at": row.edited_at,
        "deleted_at": row.deleted_at,
        "hidden_at": row.hidden_at,
        "observed_at": row.observed_at,
        "hidden_observed_at": row.hidden_observed_at,
    }


def _observation(row: Stored) -> dict[str, Any]:
    return {
        "b_id": row.id,
        "observed_at": row.observed_at,
        "hidden_observed_at": row.hidden_observed_at,
    }
