"""A conversation, and what colleagues leave beside it: notes, drafts, presence."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm import thai
from crm.auth.models import User
from crm.db import Base, Id
from crm.pagelink.models.pages import Page, Post

SNOOZED = "snoozed_until IS NOT NULL"
WAITING = "waiting_since IS NOT NULL"


class Conversation(Base):
    """One exchange: a top-level comment with its replies, a visitor's post, or a private thread.

    `kind` is comment, post or message; `key` is the root comment's key, the visitor post's id, or
    the person's id. `waiting_since` is the time of the oldest open message, None when nothing
    waits. `changed_seq` grows with every change, so that a console can ask what is new. A
    `restricted` one is only for whom `queries.restricted` lets in.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("page_id", "kind", "key"),
        Index(None, "waiting_since"),
        Index(None, "changed_seq"),
        Index(None, "post_id", "last_message_at"),
        Index(None, "last_message_at"),
        Index(None, "page_id", "last_message_at"),
        Index(None, "kind", "last_message_at"),
        Index(None, "assignee_id", "last_message_at"),
        Index(
            "ix_conversations_waiting_by_assignee",
            *("assignee_id", "waiting_since", "id", "snoozed_until", "restricted"),
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
        Index(
            "ix_conversations_restricted",
            "id",
            sqlite_where=text("restricted = 1"),
            postgresql_where=text("restricted"),
        ),
        Index(
            "ix_conversations_snoozed",
            "snoozed_until",
            sqlite_where=text(SNOOZED),
            postgresql_where=text(SNOOZED),
        ),
    )

    id: Mapped[Id]
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"))
    kind: Mapped[str]
    key: Mapped[str]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    thread_external_id: Mapped[str | None]
    permalink: Mapped[str | None]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    urgent: Mapped[bool] = mapped_column(default=False)
    restricted: Mapped[bool] = mapped_column(default=False)
    snoozed_until: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    last_inbound_at: Mapped[datetime | None]
    last_message_at: Mapped[datetime | None]
    changed_seq: Mapped[int] = mapped_column(BigInteger, default=0)

    page: Mapped[Page] = relationship()
    post: Mapped[Post | None] = relationship()
    assignee: Mapped[User | None] = relationship()
    drafts: Mapped[list["Draft"]] = relationship(viewonly=True)


def _folded(context: DefaultExecutionContext) -> str:
    words: str = context.get_current_parameters()["text"]  # type: ignore[no-untyped-call]
    return thai.searchable(words)


class Note(Base):
    """A private note (บันทึกภายใน): the citizen never sees it."""

    __tablename__ = "notes"

    id: Mapped[Id]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str]
    search_text: Mapped[str] = mapped_column(default=_folded)
    created_at: Mapped[datetime]

    author: Mapped[User] = relationship()
    mentions: Mapped[list["Mention"]] = relationship(back_populates="note")


class Mention(Base):
    """A colleague named in a note by `@name`; `read_at` is when that colleague saw it."""

    __tablename__ = "mentions"
    __table_args__ = (Index(None, "user_id", "read_at"),)

    note_id: Mapped[int] = mapped_column(
        ForeignKey("notes.id"), primary_key=True, autoincrement=False
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id"), primary_key=True, autoincrement=False
    )
    read_at: Mapped[datetime | None]

    note: Mapped[Note] = relationship(back_populates="mentions")
    user: Mapped[User] = relationship()


class Draft(Base):
    """What somebody began to write and has not sent."""

    __tablename__ = "drafts"

    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id"), primary_key=True, autoincrement=False
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id"), primary_key=True, autoincrement=False
    )
    text: Mapped[str]
    saved_at: Mapped[datetime]


class Presence(Base):
    """Who is writing an answer, since when, and when that was last heard; see `queries.writing`."""

    __tablename__ = "presence"

    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id"), primary_key=True, autoincrement=False
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id"), primary_key=True, autoincrement=False
    )
    writing_since: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)

    user: Mapped[User] = relationship()
