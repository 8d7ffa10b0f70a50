"""The figures beside the menu's words, and the centre's name above them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, bindparam, func, or_, select

from crm.auth.models import Role, User
from crm.db import PLANNED_ONCE, db
from crm.pagelink.models import Conversation, Mention, Page, Reply
from crm.pagelink.queries.approvals import asks
from crm.worksheets.models import Source, Worksheet

MOST_COUNTED = 1000


@dataclass(frozen=True)
class Standing:
    """How many conversations wait and aren't put aside, how many open cases from a Page have no
    number yet (รอบันทึก MIS), how many notes name the reader unread, what the centre of the oldest
    Page calls itself, and how many replies wait for the reader to approve or put right."""

    waiting: int
    unfiled: int
    unread: int
    centre_name: str | None
    approvals: int


def standing(user: User | None, now: datetime) -> Standing:
    """All of it in one statement, since it stands on every page."""
    decides = user is not None and user.may_act_as(Role.SUPERVISOR)
    asked = {"user": user.id if user else None, "now": now}
    return Standing(*db.session.execute(_STANDING[decides], asked).one())


def bounded(query: Select[Any]) -> ScalarSelect[int]:
    """How many there are, counted no further than anybody reads the number."""
    return select(func.count()).select_from(query.limit(MOST_COUNTED).subquery()).scalar_subquery()


def _standing(*, decides: bool) -> Select[Any]:
    now = bindparam("now", type_=Conversation.snoozed_until.type)
    reader = bindparam("user", type_=User.id.type)
    awake = or_(Conversation.snoozed_until.is_(None), Conversation.snoozed_until <= now)
    waiting = select(Conversation.id).where(Conversation.waiting_since.is_not(None), awake)
    unfiled = select(Worksheet.id).where(
        Worksheet.case_number.is_(None),
        Worksheet.closed_at.is_(None),
        Worksheet.source == Source.PAGE,
    )
    unread = select(Mention.note_id).where(Mention.user_id == reader, Mention.read_at.is_(None))
    name = select(Page.centre_name).where(Page.active).order_by(Page.id).limit(1)
    approvals = select(Reply.id).where(asks(reader, decides=decides))
    return select(
        bounded(waiting),
        bounded(unfiled),
        bounded(unread),
        name.scalar_subquery(),
        bounded(approvals),
    ).execution_options(**PLANNED_ONCE)


_STANDING = {decides: _standing(decides=decides) for decides in (True, False)}
"""Put together once, by whether the reader decides on what others wrote."""
