"""What a Page has said of late, since Facebook stops one that repeats itself (error 368)."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from crm.db import db
from crm.pagelink.models import Reply, ReplyState

LATELY = timedelta(hours=1)
LOOKED_AT = 500


def times_said_lately(page_id: int, text: str, *, now: datetime) -> int:
    """How often the Page wrote exactly this within the hour, among the newest 500 replies."""
    if not text.strip():
        return 0
    newest = select(Reply).order_by(Reply.id.desc()).limit(LOOKED_AT).subquery()
    same = select(func.count()).where(
        newest.c.page_id == page_id,
        newest.c.text == text.strip(),
        newest.c.created_at > now - LATELY,
        newest.c.state != ReplyState.CANCELLED,
    )
    return db.session.scalar(same) or 0
