"""Worksheets, as exported; tags go by their slugs, agencies and assignees by their names."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from crm.auth.models import User
from crm.db import db
from crm.pagelink.models import Message
from crm.reports.rows.keyset import Chunk, Fields, Keyset, fetch, iso
from crm.worksheets.models import (
    Agency,
    ConversationTag,
    Tag,
    TagKind,
    Worksheet,
    WorksheetMessage,
    WorksheetTopic,
)

FIELDS = (
    "number",
    "case_number",
    "mis_number",
    "filed_at",
    "source",
    "category",
    "stage",
    "topics",
    "flags",
    "outcome",
    "customer",
    "agency",
    "assignee",
    "latitude",
    "longitude",
    "district",
    "subdistrict",
    "opened_at",
    "first_answered_at",
    "number_sent_at",
    "result_sent_at",
    "closed_at",
    "reopened",
    "duplicate_of",
)
OWN_FLAGS = ("urgent", "restricted", "name_withheld", "outside_authority")


def chunk(keyset: Keyset) -> Chunk:
    """One chunk of all worksheets, in three statements."""
    rows, following = fetch(_worksheets(), Worksheet.id, keyset)
    return Chunk(_serialised(rows), following)


def by_number(number: str) -> Fields | None:
    """One worksheet by its internal number."""
    rows = db.session.execute(_worksheets().where(Worksheet.number == number)).all()
    return _serialised(rows)[0] if rows else None


def _worksheets() -> Select[Any]:
    original = aliased(Worksheet)
    columns = Worksheet.__table__.columns
    return (
        select(
            Worksheet.id,
            *(columns[name] for name in (*FIELDS, *OWN_FLAGS) if name in columns),
            Worksheet.customer_id.label("customer"),
            Worksheet.times_reopened.label("reopened"),
            Tag.slug.label("category"),
            Agency.name_th.label("agency"),
            User.name.label("assignee"),
            original.number.label("duplicate_of"),
        )
        .outerjoin(Tag, Tag.id == Worksheet.category_id)
        .outerjoin(Agency, Agency.id == Worksheet.agency_id)
        .outerjoin(User, User.id == Worksheet.assignee_id)
        .outerjoin(original, original.id == Worksheet.duplicate_of_id)
    )


def _serialised(rows: Sequence[Row[Any]]) -> list[Fields]:
    ids = [row.id for row in rows]
    topics, flags = _topics(ids), _flags(ids)
    return [_fields(row._asdict(), topics[row.id], flags[row.id]) for row in rows]


def _fields(values: Fields, topics: list[str], flags: list[str]) -> Fields:
    own = [name for name in OWN_FLAGS if values[name]]
    values["topics"], values["flags"] = topics, sorted({*own, *flags})
    for name in FIELDS:
        if name.endswith("_at"):
            values[name] = iso(values[name])
    return {name: values[name] for name in FIELDS}


def _topics(ids: list[int]) -> dict[int, list[str]]:
    return _slugs(
        select(WorksheetTopic.worksheet_id, Tag.slug)
        .join(Tag, Tag.id == WorksheetTopic.tag_id)
        .where(WorksheetTopic.worksheet_id.in_(ids))
        .order_by(Tag.position)
    )


def _flags(ids: list[int]) -> dict[int, list[str]]:
    """The flag tags that stand on the conversations of each case."""
    return _slugs(
        select(WorksheetMessage.worksheet_id, Tag.slug)
        .distinct()
        .join(Message, Message.id == WorksheetMessage.message_id)
        .join(ConversationTag, ConversationTag.conversation_id == Message.conversation_id)
        .join(Tag, Tag.id == ConversationTag.tag_id)
        .where(
            WorksheetMessage.worksheet_id.in_(ids),
            ConversationTag.unset_at.is_(None),
            Tag.kind == TagKind.FLAG,
        )
    )


def _slugs(statement: Select[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for worksheet_id, slug in db.session.execute(statement).tuples():
        found[worksheet_id].append(slug)
    return found
