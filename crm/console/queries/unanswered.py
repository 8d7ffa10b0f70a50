"""What isn't answered, by whose it is and how long it has waited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from crm.auth.models import User
from crm.db import db
from crm.pagelink.models import Conversation

AGES = (0, 4, 24, 72, 168)
"""From how many hours on each column counts; the last one has no end."""


@dataclass(frozen=True)
class Unanswered:
    """One person's conversations that wait, or nobody's (None), by age; put aside ones too."""

    user_id: int | None
    name: str | None
    by_age: Sequence[int]
    oldest: datetime
    urgent: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_age)


def unanswered(now: datetime) -> list[Unanswered]:
    """A line a person, nobody's first, then who has the oldest; in one statement."""
    since = Conversation.waiting_since
    begins = [now - timedelta(hours=hours) for hours in AGES]
    ends = [*begins[1:], None]
    columns = [
        func.count().filter(since <= youngest, *([since > oldest] if oldest else []))
        for youngest, oldest in zip(begins, ends, strict=True)
    ]
    rows = db.session.execute(
        select(
            Conversation.assignee_id,
            User.name,
            func.min(since),
            func.count().filter(Conversation.urgent),
            *columns,
        )
        .outerjoin(User, User.id == Conversation.assignee_id)
        .where(since.is_not(None))
        .group_by(Conversation.assignee_id, User.name)
    )
    lines = [
        Unanswered(user_id, name, counts, oldest, urgent)
        for user_id, name, oldest, urgent, *counts in rows
    ]
    return sorted(lines, key=lambda line: (line.user_id is not None, line.oldest))
