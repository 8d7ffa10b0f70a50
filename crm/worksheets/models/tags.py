"""Tags sort contacts: category, stage, topic and flag, each with its word and colour."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.db import Base, Id


class TagKind(StrEnum):
    """What a tag says of a contact."""

    CATEGORY = "category"
    STAGE = "stage"
    TOPIC = "topic"
    FLAG = "flag"


class Tag(Base):
    """A tag (แท็ก) that admins may add to; `slug` is what code and exports call it."""

    __tablename__ = "tags"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name_th: Mapped[str]
    name_en: Mapped[str]
    colour: Mapped[str] = mapped_column(default="grey")
    position: Mapped[int] = mapped_column(default=0)
    restricted: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)

    keywords: Mapped[list["TagKeyword"]] = relationship()
    offices: Mapped[list["TopicOffice"]] = relationship(order_by="TopicOffice.id")


class TagKeyword(Base):
    """A word that suggests a tag; folded as search folds (`crm.thai.fold`)."""

    __tablename__ = "tag_keywords"
    __table_args__ = (UniqueConstraint("tag_id", "word"),)

    id: Mapped[Id]
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"))
    word: Mapped[str]


class TopicOffice(Base):
    """An office that usually acts on a topic.

    Either an agency of its own (`agency_id`), or a section's name that each district office has
    (`section`, e.g. ฝ่ายโยธา).
    """

    __tablename__ = "topic_offices"

    id: Mapped[Id]
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), index=True)
    section: Mapped[str | None]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))


STANDING = "unset_at IS NULL"


class ConversationTag(Base):
    """A tag on a conversation, from when to when; kept after it is taken off.

    It stands at most once on a conversation, or once for each worksheet that set it (a stage).
    """

    __tablename__ = "conversation_tags"
    __table_args__ = (
        Index(None, "conversation_id", "unset_at"),
        Index(None, "tag_id", "set_at"),
        Index(None, "tag_id", "unset_at", "conversation_id"),
        Index(
            "uq_conversation_tags_standing",
            "conversation_id",
            "tag_id",
            unique=True,
            sqlite_where=text(f"worksheet_id IS NULL AND {STANDING}"),
            postgresql_where=text(f"worksheet_id IS NULL AND {STANDING}"),
        ),
        Index(
            "uq_conversation_tags_standing_for_worksheet",
            "worksheet_id",
            "conversation_id",
            "tag_id",
            unique=True,
            sqlite_where=text(STANDING),
            postgresql_where=text(STANDING),
        ),
    )

    id: Mapped[Id]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"))
    worksheet_id: Mapped[int | None] = mapped_column(ForeignKey("worksheets.id"))
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    unset_at: Mapped[datetime | None]
    unset_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(default="")

    tag: Mapped[Tag] = relationship()
