"""Messages in and out, as exported; the Page's own posts are not among them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select

from crm.customers.models import Identity
from crm.db import db
from crm.pagelink.models import Message, Page, Post
from crm.reports.rows.keyset import Chunk, Fields, Keyset, fetch, iso
from crm.worksheets.models import Worksheet, WorksheetMessage

FIELDS = (
    "page",
    "external_id",
    "kind",
    "direction",
    "conversation",
    "post_external_id",
    "parent_external_id",
    "author_external_id",
    "author_name",
    "text",
    "created_at",
    "edited_at",
    "deleted_at",
    "permalink",
    "answer_state",
    "answered_at",
    "worksheet",
)


def chunk(keyset: Keyset) -> Chunk:
    """One chunk of all messages, in two statements."""
    rows, following = fetch(_messages(), Message.id, keyset)
    return Chunk(_serialised(rows), following)


def by_ids(ids: Sequence[int]) -> list[Fields]:
    """These messages, in the order of the ids."""
    rows = db.session.execute(_messages().where(Message.id.in_(ids))).all()
    by_id = {row.id: row for row in rows}
    return _serialised([by_id[each] for each in ids if each in by_id])


def _messages() -> Select[Any]:
    return (
        select(
            Message.id,
            Page.external_id.label("page"),
            Message.external_id,
            Message.kind,
            Message.direction,
            Message.conversation_id.label("conversation"),
            Post.external_id.label("post_external_id"),
            Message.parent_external_id,
            Identity.external_id.label("author_external_id"),
            Message.author_name,
            Message.text,
            Message.created_at,
            Message.edited_at,
            Message.deleted_at,
            Message.permalink,
            Message.answer_state,
            Message.answered_at,
        )
        .join(Page, Page.id == Message.page_id)
        .outerjoin(Post, Post.id == Message.post_id)
        .outerjoin(Identity, Identity.id == Message.identity_id)
    )


def _serialised(rows: Sequence[Row[Any]]) -> list[Fields]:
    worksheets = _worksheets([row.id for row in rows])
    return [_fields(row._asdict(), worksheets.get(row.id)) for row in rows]


def _fields(values: Fields, worksheet: str | None) -> Fields:
    values["worksheet"] = worksheet
    for name in ("created_at", "edited_at", "deleted_at", "answered_at"):
        values[name] = iso(values[name])
    return {name: values[name] for name in FIELDS}


def _worksheets(message_ids: list[int]) -> dict[int, str]:
    """The number of the newest worksheet of each message."""
    newest = (
        select(WorksheetMessage.message_id, func.max(WorksheetMessage.worksheet_id).label("id"))
        .where(WorksheetMessage.message_id.in_(message_ids))
        .group_by(WorksheetMessage.message_id)
        .subquery()
    )
    statement = select(newest.c.message_id, Worksheet.number).join(
        Worksheet, Worksheet.id == newest.c.id
    )
    return dict(db.session.execute(statement).tuples().all())
