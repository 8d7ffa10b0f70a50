"""A case and its duplicates: who spoke on them, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from crm.customers.models import Identity
from crm.db import db
from crm.pagelink import channels
from crm.pagelink.models import Conversation, Direction, Message
from crm.worksheets.models import Stage, Worksheet, WorksheetMessage


@dataclass(frozen=True, slots=True)
class Recipient:
    """A citizen on a case: under which worksheet, and the message that an answer goes to."""

    worksheet: Worksheet
    target: Message
    customer_id: int | None
    name: str | None

    @property
    def conversation(self) -> Conversation:
        """Where the citizen said it."""
        return self.target.conversation


def lead_of(sheet: Worksheet) -> Worksheet:
    """The case that goes on: the sheet itself, or the one that it was merged into."""
    while sheet.duplicate_of_id is not None:
        sheet = db.session.get_one(Worksheet, sheet.duplicate_of_id)
    return sheet


def family_ids(sheet: Worksheet) -> list[int]:
    """The ids of a case and of everything that was merged into it, itself first."""
    found = [sheet.id]
    newest = found
    while newest:
        rows = db.session.scalars(
            select(Worksheet.id)
            .where(Worksheet.duplicate_of_id.in_(newest), Worksheet.id.not_in(found))
            .order_by(Worksheet.id)
        )
        newest = list(rows)
        found = [*found, *newest]
    return found


def duplicates_of(sheet: Worksheet) -> list[Worksheet]:
    """The cases that were merged into this one, oldest first."""
    ids = family_ids(sheet)[1:]
    return list(db.session.scalars(select(Worksheet).where(Worksheet.id.in_(ids))))


def messages_of(sheet: Worksheet) -> list[Message]:
    """What was said on a case and on its duplicates, oldest first."""
    return list(
        db.session.scalars(
            select(Message)
            .join(WorksheetMessage, WorksheetMessage.message_id == Message.id)
            .where(WorksheetMessage.worksheet_id.in_(family_ids(sheet)))
            .distinct()
            .order_by(Message.created_at, Message.id)
        )
    )


def conversations_of(sheet: Worksheet) -> list[Conversation]:
    """The conversations on a case and on its duplicates."""
    return list(
        db.session.scalars(
            select(Conversation).where(Conversation.id.in_(_conversation_ids(sheet)))
        )
    )


def recipients(sheet: Worksheet) -> list[Recipient]:
    """Every citizen on a case and its duplicates once, each with the newest thing that they said.

    Where the channel didn't say who wrote, all such writing in a conversation counts as one.
    """
    rows = db.session.execute(
        select(Worksheet, Message, Identity)
        .join(WorksheetMessage, WorksheetMessage.worksheet_id == Worksheet.id)
        .join(Message, Message.id == WorksheetMessage.message_id)
        .outerjoin(Identity, Identity.id == Message.identity_id)
        .options(joinedload(Message.conversation))
        .where(Worksheet.id.in_(family_ids(sheet)), Message.direction == Direction.IN)
        .order_by(Message.deleted_at.is_not(None).desc(), Message.created_at, Message.id)
    )
    newest: dict[tuple[str, int], Recipient] = {}
    for on, message, identity in rows:
        who = ("customer", identity.customer_id) if identity else ("talk", message.conversation_id)
        customer_id = identity.customer_id if identity else None
        name = message.author_name or (identity.name if identity else None)
        newest[who] = Recipient(on, message, customer_id, name)
    return list(newest.values())


def untellable(now: datetime, limit: int = 200) -> list[Worksheet]:
    """Cases whose result is ready and that no Page can tell any more (แจ้งผลทางเพจไม่ได้).

    Oldest first, in a constant number of statements; the channels say which routes are left.
    """
    ready = (
        select(Worksheet)
        .where(
            Worksheet.result != "",
            Worksheet.stage != Stage.RESULT_TOLD,
            Worksheet.closed_at.is_(None),
        )
        .options(selectinload(Worksheet.topics))
        .order_by(Worksheet.opened_at, Worksheet.id)
        .limit(limit)
    )
    sheets = list(db.session.scalars(ready))
    tellable = _tellable([sheet.id for sheet in sheets], now)
    return [sheet for sheet in sheets if sheet.id not in tellable]


def _tellable(ids: Sequence[int], now: datetime) -> set[int]:
    rows = db.session.execute(
        select(WorksheetMessage.worksheet_id, Message)
        .join(Message, Message.id == WorksheetMessage.message_id)
        .options(joinedload(Message.conversation).joinedload(Conversation.page))
        .where(WorksheetMessage.worksheet_id.in_(ids), Message.direction == Direction.IN)
    )
    return {worksheet_id for worksheet_id, message in rows if _has_route(message, now)}


def _has_route(message: Message, now: datetime) -> bool:
    conversation = message.conversation
    channel = channels.get(conversation.page.channel)
    return bool(channel.rungs(conversation, message, now, by_software=False))


def _conversation_ids(sheet: Worksheet) -> list[int]:
    return list(
        db.session.scalars(
            select(Message.conversation_id)
            .join(WorksheetMessage, WorksheetMessage.message_id == Message.id)
            .where(WorksheetMessage.worksheet_id.in_(family_ids(sheet)))
            .distinct()
        )
    )
