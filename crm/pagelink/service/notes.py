"""Private notes, and the colleagues whom they name."""

from datetime import datetime

from sqlalchemy import update

from crm.auth import queries as staff
from crm.auth.models import User
from crm.db import db
from crm.errors import N_, CrmError
from crm.pagelink.models import Conversation, Mention, Note
from crm.pagelink.service.conversations import touch


class EmptyNote(CrmError):
    """A note without a word."""

    sentence = N_("กรุณาพิมพ์บันทึกก่อนบันทึก")


def add_note(conversation: Conversation, text: str, *, by: User, now: datetime) -> Note:
    """Leave a note for colleagues, and tell those whom it names by `@name`; raises EmptyNote."""
    if not text.strip():
        raise EmptyNote
    note = Note(conversation_id=conversation.id, author=by, text=text.strip(), created_at=now)
    note.mentions = [Mention(user_id=user.id) for user in _named(note.text) if user.id != by.id]
    db.session.add(note)
    touch(conversation, now)
    db.session.flush()
    return note


def mark_mention_read(note_id: int, *, by: User, now: datetime) -> None:
    """Keep that somebody has seen a note that names them; the first time stands."""
    db.session.execute(
        update(Mention)
        .where(Mention.note_id == note_id, Mention.user_id == by.id, Mention.read_at.is_(None))
        .values(read_at=now)
    )


def _named(text: str) -> list[User]:
    """The active staff named in a text; สมชาย isn't named where @สมชายใจ is."""
    named = []
    for user in sorted(staff.users(), key=lambda user: -len(user.name)):
        if user.active and user.name and f"@{user.name}" in text:
            named.append(user)
            text = text.replace(f"@{user.name}", "")
    return named
