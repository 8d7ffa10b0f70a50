"""The outbox: every reply, stored before it is sent, with its fate."""

import hashlib
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.auth.models import User
from crm.db import Base, Id
from crm.pagelink.models.conversations import Conversation
from crm.pagelink.models.messages import Message
from crm.pagelink.models.pages import Page


class ReplyState(StrEnum):
    """(waiting → returned | queued) queued → sending → sent | failed | unknown | cancelled.

    Each step is committed. Only what must be approved begins as waiting; a returned one is
    waiting again once its author has put it right.
    """

    WAITING = "waiting"
    RETURNED = "returned"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class Route(StrEnum):
    """The ways by which a citizen can be answered, in plain words.

    `message` within 24 hours of the citizen's last; `human_agent` up to 7 days, only for text
    that a person typed; `private_reply` once, within 7 days of a comment or visitor post;
    `comment` in public.
    """

    MESSAGE = "message"
    HUMAN_AGENT = "human_agent"
    PRIVATE_REPLY = "private_reply"
    COMMENT = "comment"


UNDER_WAY = (
    ReplyState.WAITING,
    ReplyState.RETURNED,
    ReplyState.QUEUED,
    ReplyState.SENDING,
    ReplyState.UNKNOWN,
)
"""Neither told nor given up: who answers beside such a reply answers twice."""

LIVE = "state IN ('waiting', 'queued', 'sending', 'unknown', 'sent')"


UNAPPROVED_STAYS = (
    "NOT needs_approval OR approved_by_id IS NOT NULL "
    "OR state IN ('waiting', 'returned', 'cancelled')"
)


class Reply(Base):
    """One reply to one message. `target_external_id` is the object really posted to.

    `owner` and `until` are the lease of the worker that sends it; when `until` has passed, nobody
    knows what happened, and the state becomes unknown until the channel has been looked at.
    `attempted_at` is the start of the first attempt that may have arrived, None when none can
    have; `doubted_at` is when the last one became unknown. One that `needs_approval` can't leave
    before somebody else has approved it: the table itself refuses. `returned_note` says why it
    was sent back. `photo_file` is the file of the photo that goes along, in the folder of photos.
    """

    __tablename__ = "replies"
    __table_args__ = (
        CheckConstraint(UNAPPROVED_STAYS, name="none_leaves_unapproved"),
        UniqueConstraint("page_id", "external_id"),
        UniqueConstraint("api_token_id", "idempotency_key"),
        Index(None, "state", "next_try_at"),
        Index(None, "sent_message_id"),
        Index(None, "target_message_id"),
        Index(None, "conversation_id", "id"),
        Index(
            "uq_replies_live_private_reply",
            "target_message_id",
            unique=True,
            sqlite_where=text(f"route = 'private_reply' AND {LIVE}"),
            postgresql_where=text(f"route = 'private_reply' AND {LIVE}"),
        ),
    )

    id: Mapped[Id]
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    target_message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    target_external_id: Mapped[str]
    route: Mapped[str]
    text: Mapped[str]
    photo_file: Mapped[str | None]
    state: Mapped[str] = mapped_column(default=ReplyState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None]
    until: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    attempted_at: Mapped[datetime | None]
    doubted_at: Mapped[datetime | None]
    external_id: Mapped[str | None]
    error: Mapped[str | None]
    error_class: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    api_token_id: Mapped[int | None] = mapped_column(ForeignKey("api_tokens.id"))
    idempotency_key: Mapped[str | None]
    body_hash: Mapped[str | None]
    sent_message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    needs_approval: Mapped[bool] = mapped_column(default=False)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None]
    returned_note: Mapped[str | None]

    page: Mapped[Page] = relationship()
    conversation: Mapped[Conversation] = relationship()
    target: Mapped[Message] = relationship(foreign_keys=[target_message_id])
    written_by: Mapped[User | None] = relationship(foreign_keys=[written_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])

    @property
    def is_by_software(self) -> bool:
        """Whether no person typed it; such text must not use the human-agent window."""
        return self.written_by_id is None

    @property
    def fingerprint(self) -> str:
        """Tells this text, photo and route from any other, so that what is approved was read."""
        body = f"{self.route}\x1f{self.text}\x1f{self.photo_file or ''}"
        return hashlib.sha256(body.encode()).hexdigest()[:16]


class ReplyAnswer(Base):
    """Which open messages a reply answers once it is sent."""

    __tablename__ = "reply_answers"

    reply_id: Mapped[int] = mapped_column(
        ForeignKey("replies.id"), primary_key=True, autoincrement=False
    )
    message_id: Mapped[int] = mapped_column(
        ForeignKey("messages.id"), primary_key=True, autoincrement=False, index=True
    )
