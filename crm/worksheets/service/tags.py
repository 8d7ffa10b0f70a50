"""Set and take off the tags of a conversation; both moments are kept."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from crm.auth.models import User
from crm.db import db, is_sqlite
from crm.errors import N_, CrmError
from crm.pagelink import service as pagelink
from crm.pagelink.models import Conversation
from crm.worksheets import events, queries
from crm.worksheets.models import ConversationTag, Tag, TagKind, Worksheet

DISRUPTIVE = "disruptive"
URGENT = "urgent"


class ReasonMissing(CrmError):
    """This may only be done with a reason."""

    sentence = N_("กรุณาระบุเหตุผล")


def set_tag(
    conversation: Conversation,
    tag: Tag,
    *,
    by: User | None,
    now: datetime,
    worksheet: Worksheet | None = None,
    reason: str = "",
) -> None:
    """Put a tag on a conversation; nothing happens when it stands there already.

    ก่อกวน says something of what was written, never of the person, and needs a reason.
    """
    if tag.slug == DISRUPTIVE and not reason.strip():
        raise ReasonMissing(N_("แท็กก่อกวนต้องระบุเหตุผล"))
    insert = (sqlite if is_sqlite() else postgresql).insert(ConversationTag)
    added = db.session.scalar(
        insert.values(
            conversation_id=conversation.id,
            tag_id=tag.id,
            worksheet_id=worksheet.id if worksheet else None,
            set_at=now,
            set_by_id=by.id if by else None,
            reason=reason.strip(),
        )
        .on_conflict_do_nothing()
        .returning(ConversationTag.id)
    )
    if added:
        _show(conversation, tag, stands=True, now=now)
        events.tag_set.send(db.session.get_one(ConversationTag, added), now=now)


def unset_tag(conversation: Conversation, tag: Tag, *, by: User | None, now: datetime) -> None:
    """Take a tag off a conversation; that it stood there is kept."""
    for mark in _standing(conversation):
        if mark.tag_id == tag.id:
            take_off(mark, by=by, now=now)


def set_tags(
    conversation: Conversation, tags: Iterable[Tag | str], *, by: User | None, now: datetime
) -> None:
    """Let exactly these tags stand on a conversation, beside those that its worksheets set.

    Tags may be given by slug; raises UnknownTag.
    """
    wanted = {tag.id: tag for tag in map(_as_tag, tags) if tag.kind != TagKind.STAGE}
    standing = {mark.tag_id: mark for mark in _standing(conversation)}
    for tag_id, mark in standing.items():
        if tag_id not in wanted:
            take_off(mark, by=by, now=now)
    for tag_id, tag in wanted.items():
        if tag_id not in standing:
            set_tag(conversation, tag, by=by, now=now)


def take_off(mark: ConversationTag, *, by: User | None, now: datetime) -> None:
    """End one standing tag."""
    mark.unset_at = now
    mark.unset_by_id = by.id if by else None
    db.session.flush()
    conversation = db.session.get_one(Conversation, mark.conversation_id)
    _show(conversation, mark.tag, stands=False, now=now)
    events.tag_unset.send(mark, now=now)


def _show(conversation: Conversation, tag: Tag, *, stands: bool, now: datetime) -> None:
    """An urgent conversation stands above the others; any other change is only shown."""
    if tag.slug == URGENT:
        pagelink.set_urgent(conversation, stands, now=now)
    else:
        pagelink.touch(conversation, now)


def _as_tag(tag: Tag | str) -> Tag:
    return queries.get_tag(tag) if isinstance(tag, str) else tag


def _standing(conversation: Conversation) -> list[ConversationTag]:
    """The tags that no worksheet has set."""
    return list(
        db.session.scalars(
            select(ConversationTag).where(
                ConversationTag.conversation_id == conversation.id,
                ConversationTag.worksheet_id.is_(None),
                ConversationTag.unset_at.is_(None),
            )
        )
    )
