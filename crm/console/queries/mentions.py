"""The notes in which colleagues name somebody (ถึงฉัน)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.auth.models import User
from crm.db import db
from crm.pagelink.models import Mention, Note

NEWEST = 100


def mentions_of(user: User) -> Sequence[Mention]:
    """What names somebody: the unread first, then the newest; at most a hundred."""
    return db.session.scalars(
        select(Mention)
        .join(Note, Note.id == Mention.note_id)
        .where(Mention.user_id == user.id)
        .options(joinedload(Mention.note).joinedload(Note.author))
        .order_by(Mention.read_at.is_not(None), Note.id.desc())
        .limit(NEWEST)
    ).all()
