"""Reads of the installation's own words: labels, canned replies, words to avoid."""

from sqlalchemy import select

from crm.db import db
from crm.errors import NotFound
from crm.worksheets.models import Agency, CannedReply, ForbiddenWord, Label


def labels() -> dict[str, Label]:
    """Every word of the installation's own, by its key."""
    return {label.key: label for label in db.session.scalars(select(Label))}


def canned_replies() -> list[CannedReply]:
    """The canned replies in use, in their order."""
    return [reply for reply in all_canned_replies() if reply.active]


def all_canned_replies() -> list[CannedReply]:
    """The canned replies, those put away among them, in their order."""
    return list(
        db.session.scalars(select(CannedReply).order_by(CannedReply.position, CannedReply.id))
    )


def find_canned_reply(slug: str) -> CannedReply | None:
    """The canned reply with this slug."""
    return db.session.scalar(select(CannedReply).where(CannedReply.slug == slug))


def get_canned_reply(slug: str) -> CannedReply:
    """The canned reply with this slug; raises NotFound."""
    reply = find_canned_reply(slug)
    if reply is None:
        raise NotFound
    return reply


def forbidden_words() -> list[ForbiddenWord]:
    """The words that the centre doesn't use, as they were added."""
    return list(db.session.scalars(select(ForbiddenWord).order_by(ForbiddenWord.id)))


def office_phones() -> set[str]:
    """The telephone numbers of agencies, which anybody may know."""
    return set(db.session.scalars(select(Agency.phone).where(Agency.phone != "")))
