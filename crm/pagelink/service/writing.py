"""Who writes an answer just now, and what somebody has begun to write: never two on one."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from crm.auth.models import User
from crm.auth.service import audit
from crm.db import db, is_sqlite
from crm.pagelink.models import Conversation, Draft, Presence
from crm.pagelink.queries.writing import RUNS_OUT


def start_writing(conversation: Conversation, *, by: User, now: datetime) -> None:
    """Say that somebody is writing; said again and again, it stays since the first time.

    What nobody says any more runs out by itself, and begins anew afterwards.
    """
    key = {"conversation_id": conversation.id, "user_id": by.id}
    known = db.session.get(Presence, tuple(key.values()), populate_existing=True)
    goes_on = known is not None and known.seen_at > now - RUNS_OUT
    since = known.writing_since if known and goes_on else now
    _put(Presence, key, writing_since=since, seen_at=now)


def stop_writing(conversation: Conversation, *, by: User) -> None:
    """Say that somebody has put the pen down."""
    own = Presence.conversation_id == conversation.id, Presence.user_id == by.id
    db.session.execute(delete(Presence).where(*own))


def take_over(conversation: Conversation, *, by: User, now: datetime) -> None:
    """Write in place of whoever is writing; what they began stays in their own draft."""
    others = Presence.conversation_id == conversation.id, Presence.user_id != by.id
    db.session.execute(delete(Presence).where(*others))
    start_writing(conversation, by=by, now=now)
    audit("writing_taken_over", conversation, by=by, now=now)


def save_draft(conversation: Conversation, text: str, *, by: User, now: datetime) -> None:
    """Keep what somebody has begun to write; an empty text forgets it."""
    key = {"conversation_id": conversation.id, "user_id": by.id}
    if not text.strip():
        db.session.query(Draft).filter_by(**key).delete()
        return
    _put(Draft, key, text=text, saved_at=now)


def _put(table: type[Draft] | type[Presence], key: dict[str, int], **values: Any) -> None:
    insert = (sqlite if is_sqlite() else postgresql).insert(table)
    statement = insert.values(**key, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))
