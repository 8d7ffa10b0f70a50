"""The figures beside the menu's words, and the centre's name above them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, or_, select

from crm.db import db
from crm.pagelink.models import Conversation, Mention, Page
from crm.worksheets.models import Source, Worksheet

MOST_COUNTED = 1000


@dataclass(frozen=True)
class Standing:
    """How many conversations wait and aren't put aside, how many open cases from a Page have no
    number yet (รอบันทึก MIS), how many notes name the reader unread, and what the centre of the
    oldest Page calls itself."""

    waiting: int
    unfiled: int
    unread: int
    centre_name: str | None


def standing(user_id: int | None, now: datetime) -> Standing:
    """All of it in one statement, since it stands on every page."""
    awake = or_(Conversation.snoozed_until.is_(None), Conversation.snoozed_until <= now)
    waiting = _bounded(
        select(Conversation.id).where(Conversation.waiting_since.is_not(None), awake)
    )
    unfiled = _bounded(
        select(Worksheet.id).where(
            Worksheet.case_number.is_(None),
            Worksheet.closed_at.is_(None),
            Worksheet.source == Source.PAGE,
        )
    )
    unread = _bounded(
        select(Mention.note_id).where(Mention.user_id == user_id, Mention.read_at.is_(None))
    )
    name = select(Page.centre_name).where(Page.active).order_by(Page.id).limit(1)
    asked = select(waiting, unfiled, unread, name.scalar_subquery())
    return Standing(*db.session.execute(asked).one())


def _bounded(query: Select[Any]) -> ScalarSelect[int]:
    """How many there are, counted no further than anybody reads the number."""
    return select(func.count()).select_from(query.limit(MOST_COUNTED).subquery()).scalar_subquery()
