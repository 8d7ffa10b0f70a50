"""Which messages nobody has thought about yet: what a job then guesses from is kept elsewhere."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update

from crm.db import db
from crm.pagelink.ledger import BEFORE_START
from crm.pagelink.models import Direction, Message

NOTHING_TO_GUESS = or_(
    Message.direction == Direction.OUT,
    Message.answer_reason == BEFORE_START,
    Message.deleted_at.is_not(None),
)


def pass_over_history(*, now: datetime) -> int:
    """Mark what needs no guess: the Page's own words, what was before the start, what is gone."""
    passed = db.session.execute(
        update(Message)
        .where(Message.considered_at.is_(None), NOTHING_TO_GUESS)
        .values(considered_at=now)
        .execution_options(synchronize_session=False)
    )
    return int(passed.rowcount)  # type: ignore[attr-defined]


def unconsidered(limit: int) -> Sequence[int]:
    """The ids of messages that nobody has thought about, newest first."""
    return db.session.scalars(
        select(Message.id)
        .where(Message.considered_at.is_(None))
        .order_by(Message.id.desc())
        .limit(limit)
    ).all()


def mark_considered(message_id: int, *, now: datetime) -> Message | None:
    """Take a message on, in the caller's transaction; None when another worker was faster."""
    taken = db.session.execute(
        update(Message)
        .where(Message.id == message_id, Message.considered_at.is_(None))
        .values(considered_at=now)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        return None
    return db.session.get_one(Message, message_id)
