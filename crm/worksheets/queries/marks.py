"""What a conversation is marked with in a list: its tags and its cases."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import (
    BigInteger,
    BindParameter,
    CompoundSelect,
    Select,
    bindparam,
    cast,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from crm.db import PLANNED_ONCE, db
from crm.pagelink.models import Message
from crm.worksheets.models import ConversationTag, Tag, Worksheet, WorksheetMessage


@dataclass(frozen=True)
class Marks:
    """The tags that stand on a conversation, in their order, and its cases, newest first."""

    tags: list[Tag] = field(default_factory=list)
    worksheets: list[Worksheet] = field(default_factory=list)


def marks_of(conversation_ids: Sequence[int]) -> dict[int, Marks]:
    """The marks of each conversation, the cases with their agencies, in one statement."""
    found = {conversation_id: Marks() for conversation_id in conversation_ids}
    for conversation_id, tag, sheet in db.session.execute(_MARKS, {"of": list(found)}):
        if tag:
            found[conversation_id].tags.append(tag)
        else:
            found[conversation_id].worksheets.append(sheet)
    return found


def _marks() -> Select[tuple[int, Tag | None, Worksheet | None]]:
    keys = _keys(bindparam("of", expanding=True)).subquery()
    return (
        select(keys.c.of, Tag, Worksheet)
        .outerjoin(Tag, Tag.id == keys.c.tag)
        .outerjoin(Worksheet, Worksheet.id == keys.c.worksheet)
        .options(joinedload(Worksheet.agency))
        .order_by(Tag.kind, Tag.position, Worksheet.id.desc())
    )


def _keys(of: BindParameter[Sequence[int]]) -> CompoundSelect[tuple[int, int, int]]:
    """Which tag or which case on which conversation, each once."""
    none = cast(null(), BigInteger)
    tags = select(
        ConversationTag.conversation_id.label("of"),
        ConversationTag.tag_id.label("tag"),
        none.label("worksheet"),
    ).where(ConversationTag.conversation_id.in_(of), ConversationTag.unset_at.is_(None))
    sheets = (
        select(Message.conversation_id, none, WorksheetMessage.worksheet_id)
        .join(WorksheetMessage, WorksheetMessage.message_id == Message.id)
        .where(Message.conversation_id.in_(of))
    )
    return union_all(tags.distinct(), sheets.distinct())


_MARKS = _marks().execution_options(**PLANNED_ONCE)
"""Put together once, since that takes as long as its answer."""
