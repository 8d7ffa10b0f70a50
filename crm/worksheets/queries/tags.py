"""Tags, topics with their offices, and which tags stand where."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from crm.db import db
from crm.errors import N_, NotFound
from crm.worksheets.models import ConversationTag, Tag, TagKind


class UnknownTag(NotFound):
    """No tag has this slug."""

    sentence = N_("ไม่มีแท็ก “%(slug)s” ในระบบ")


def get_tag(slug: str) -> Tag:
    """The tag with this slug; raises UnknownTag."""
    tag = db.session.scalar(select(Tag).where(Tag.slug == slug))
    if tag is None:
        raise UnknownTag(slug=slug)
    return tag


def get_tags(ids: Sequence[int]) -> list[Tag]:
    """The tags with these ids; raises UnknownTag when one of them doesn't exist."""
    found = {tag.id: tag for tag in db.session.scalars(select(Tag).where(Tag.id.in_(ids)))}
    for tag_id in ids:
        if tag_id not in found:
            raise UnknownTag(slug=tag_id)
    return [found[tag_id] for tag_id in ids]


def tags(kind: TagKind | None = None) -> list[Tag]:
    """The tags in use, of one kind or all, in their order."""
    query = select(Tag).where(Tag.active).order_by(Tag.kind, Tag.position, Tag.id)
    return list(db.session.scalars(query.where(Tag.kind == kind) if kind else query))


def topics() -> list[Tag]:
    """The topics in use with their offices and keywords, in three statements."""
    query = (
        select(Tag)
        .where(Tag.kind == TagKind.TOPIC, Tag.active)
        .options(selectinload(Tag.offices), selectinload(Tag.keywords))
        .order_by(Tag.position, Tag.id)
    )
    return list(db.session.scalars(query))


def tags_of(conversation_ids: Sequence[int]) -> dict[int, list[Tag]]:
    """The tags that stand on each conversation now, each once, in their order."""
    found: dict[int, dict[int, Tag]] = defaultdict(dict)
    rows = db.session.execute(
        select(ConversationTag.conversation_id, Tag)
        .join(Tag, Tag.id == ConversationTag.tag_id)
        .where(
            ConversationTag.conversation_id.in_(conversation_ids),
            ConversationTag.unset_at.is_(None),
        )
        .order_by(Tag.kind, Tag.position)
    )
    for conversation_id, tag in rows:
        found[conversation_id][tag.id] = tag
    return {key: list(standing.values()) for key, standing in found.items()}


def tag_history(conversation_id: int) -> list[ConversationTag]:
    """Every tag that ever stood on a conversation, oldest first."""
    return list(
        db.session.scalars(
            select(ConversationTag)
            .where(ConversationTag.conversation_id == conversation_id)
            .options(joinedload(ConversationTag.tag))
            .order_by(ConversationTag.set_at, ConversationTag.id)
        )
    )
