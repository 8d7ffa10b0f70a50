"""What was asked to be changed on the Page, and what came of it."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from crm.db import db
from crm.pagelink.models import Moderation


def last_wishes(message_ids: Collection[int]) -> dict[int, Moderation]:
    """By message: the last change that somebody asked for."""
    last = select(func.max(Moderation.id)).where(Moderation.message_id.in_(message_ids))
    found = db.session.scalars(
        select(Moderation)
        .where(Moderation.id.in_(last.group_by(Moderation.message_id)))
        .options(joinedload(Moderation.by))
    )
    return {wish.message_id: wish for wish in found}
