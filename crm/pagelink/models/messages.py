"""What was said: messages in and out, their earlier texts, and what came attached."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.customers.models import Identity
from crm.db import Base, Id
from crm.pagelink.models.conversations import Conversation
from crm.pagelink.models.pages import Page, Post


class Kind(StrEnum):
    """What a message is on its channel."""

    COMMENT = "comment"
    POST = "post"
    MESSAGE = "message"


class Direction(StrEnum):
    """From a citizen, or from the Page."""

    IN = "in"
    OUT = "out"


class AnswerState(StrEnum):
    """The ledger: each inbound message is in exactly one of these; outbound ones in none."""

    OPEN = "open"
    ANSWERED = "answered"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    NEEDS_NONE = "needs_none"
    IMPOSSIBLE = "impossible"


class Message(Base):
    """One comment, visitor post or private message, by one identity (None: author unknown).

    Unique by page, kind and key. For comments the key is the part of the id after the last `_`,
    since the prefix differs between the photo and the story of the same comment; `external_id`
    is the fullest form seen. `observed_at` is when its text was last told (the start of the
    request that read it, or the event's time), None as long as nobody told it: only a newer
    observation changes the text. `hidden_observed_at` guards `hidden_at` in the same way. A
    deleted message stays, marked; a tombstone may even come before its message. `page_wrote_at`:
    the Page has written to somebody else here since. `reopened_at`: a person wants an answer
    to it all the same, whatever happened before. `erased_at`: its author asked for erasure; what
    it said, and whose it was, is never taken in again.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("page_id", "kind", "key"),
        Index(None, "conversation_id", "created_at"),
        Index(None, "identity_id", "created_at"),
        Index(None, "external_id"),
        Index(None, "post_id", "created_at"),
        Index(None, "created_at", "id"),
        Index("ix_messages_open", "answer_state", "created_at"),
        Index("ix_messages_unconsidered", "considered_at", "id"),
    )

    id: Mapped[Id]
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    identity_id: Mapped[int | None] = mapped_column(ForeignKey("identities.id"))
    kind: Mapped[str]
    key: Mapped[str]
    external_id: Mapped[str]
    parent_external_id: Mapped[str | None]
    direction: Mapped[str]
    author_name: Mapped[str | None]
    text: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
    permalink: Mapped[str | None]
    origin: Mapped[str]
    created_at: Mapped[datetime]
    observed_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_observed_at: Mapped[datetime | None]
    hidden_reason: Mapped[str | None]
    answer_state: Mapped[str | None]
    answer_reason: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by_message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    page_wrote_at: Mapped[datetime | None]
    reopened_at: Mapped[datetime | None]
    considered_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    page: Mapped[Page] = relationship()
    conversation: Mapped[Conversation] = relationship()
    post: Mapped[Post | None] = relationship()
    identity: Mapped[Identity | None] = relationship()
    attachments: Mapped[list["Attachment"]] = relationship(order_by="Attachment.position")
    revisions: Mapped[list["Revision"]] = relationship(order_by="Revision.id")


class Revision(Base):
    """An earlier text of a message that was edited, and when it was last seen to stand."""

    __tablename__ = "revisions"

    id: Mapped[Id]
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    text: Mapped[str]
    observed_at: Mapped[datetime]


class Attachment(Base):
    """A picture, film, sticker or file that came with a message.

    `url` is the channel's own, which expires; `file_name` is our copy in the data folder.
    """

    __tablename__ = "attachments"
    __table_args__ = (UniqueConstraint("message_id", "position"),)

    id: Mapped[Id]
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    position: Mapped[int]
    kind: Mapped[str]
    title: Mapped[str | None]
    url: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    file_name: Mapped[str | None]
    content_type: Mapped[str | None]
    fetched_at: Mapped[datetime | None]
