"""What the tag models learn from, and how well each did."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from crm.db import db
from crm.pagelink.models import Direction, Message
from crm.worksheets.models import ConversationTag, Tag, TagKind, TagModel

MOST_EXAMPLES = 5_000
MOST_VERSIONS = 20


@dataclass(frozen=True, slots=True)
class Taught:
    """What a citizen wrote, and the tags of one kind that a person set on it, at last when."""

    text: str
    slugs: frozenset[str]
    at: datetime


def taught(kind: TagKind) -> list[Taught]:
    """The newest decisions of people about a kind of tags that still stand, in their order.

    A tag stands on a conversation; it is taken to be about the newest message before it was set.
    """
    texts: dict[int, str] = {}
    slugs: dict[int, set[str]] = defaultdict(set)
    moments: dict[int, datetime] = {}
    for message_id, text, slug, at in db.session.execute(_decisions(kind)):
        texts[message_id] = text
        slugs[message_id].add(slug)
        moments[message_id] = max(at, moments.get(message_id, at))
    order = sorted(texts, key=lambda message_id: moments[message_id])
    return [Taught(texts[key], frozenset(slugs[key]), moments[key]) for key in order]


def newest_model(kind: TagKind) -> TagModel | None:
    """The model of a kind that was trained last."""
    return next(iter(model_versions(kind, 1)), None)


def model_versions(kind: TagKind, limit: int = MOST_VERSIONS) -> list[TagModel]:
    """The versions of a kind's model, newest first, without their weights."""
    query = select(TagModel).where(TagModel.kind == kind).order_by(TagModel.id.desc())
    return list(db.session.scalars(query.limit(limit)))


def _decisions(kind: TagKind) -> Select[tuple[int, str, str, datetime]]:
    return (
        select(Message.id, Message.text, Tag.slug, ConversationTag.set_at)
        .select_from(ConversationTag)
        .join(Tag, Tag.id == ConversationTag.tag_id)
        .join(Message, Message.id == _said_before().scalar_subquery())
        .where(
            Tag.kind == kind,
            ConversationTag.set_by_id.is_not(None),
            ConversationTag.unset_at.is_(None),
            ConversationTag.worksheet_id.is_(None),
            Message.text != "",
        )
        .order_by(ConversationTag.set_at.desc(), ConversationTag.id.desc())
        .limit(MOST_EXAMPLES)
    )


def _said_before() -> Select[tuple[int]]:
    """The newest message of a citizen before a tag was set."""
    said = aliased(Message)
    return (
        select(said.id)
        .where(
            said.conversation_id == ConversationTag.conversation_id,
            said.direction == Direction.IN,
            said.deleted_at.is_(None),
            said.created_at <= ConversationTag.set_at,
        )
        .order_by(said.created_at.desc(), said.id.desc())
        .limit(1)
        .correlate(ConversationTag)
    )
