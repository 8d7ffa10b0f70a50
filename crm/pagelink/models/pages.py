"""A Page that the centre looks after, and its posts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.db import Base, EncryptedText, Id


class Health(StrEnum):
    """Whether a Page can be read and written to, and if not, what kind of help it needs."""

    OK = "ok"
    THROTTLED = "throttled"
    TOKEN = "token"  # noqa: S105 - a state, not a secret
    PERMISSION = "permission"
    BLOCKED = "blocked"
    INCOMPLETE = "incomplete"


class Page(Base):
    """One Page on one channel, with its own token, health, pace and way of speaking.

    `filing_system` names the city's complaint system (MIS); empty means that case numbers are
    made here. `reply_seconds` is the pause between two public replies.
    """

    __tablename__ = "pages"
    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: Mapped[Id]
    channel: Mapped[str] = mapped_column(default="facebook")
    external_id: Mapped[str]
    name: Mapped[str]
    token: Mapped[str | None] = mapped_column(EncryptedText())
    answering_since: Mapped[datetime]
    created_at: Mapped[datetime]
    active: Mapped[bool] = mapped_column(default=True)
    health: Mapped[str] = mapped_column(default=Health.OK)
    health_sentence: Mapped[str | None]
    health_since: Mapped[datetime | None]
    last_polled_at: Mapped[datetime | None]
    sending_stopped_at: Mapped[datetime | None]
    last_public_reply_at: Mapped[datetime | None]
    reply_seconds: Mapped[int] = mapped_column(default=3)
    permalink: Mapped[str | None]
    particle: Mapped[str] = mapped_column(default="kha")
    centre_name: Mapped[str]
    hotline: Mapped[str] = mapped_column(default="")
    filing_system: Mapped[str] = mapped_column(default="MIS")
    rules_url: Mapped[str] = mapped_column(default="")


class Post(Base):
    """A post on a Page: the Page's own, or a visitor's (which is a message too).

    A stub stands in for a post of which only a comment has been seen so far; its `observed_at`
    is None.
    """

    __tablename__ = "posts"
    __table_args__ = (
        UniqueConstraint("page_id", "external_id"),
        Index(None, "page_id", "created_at"),
    )

    id: Mapped[Id]
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"))
    external_id: Mapped[str]
    by_visitor: Mapped[bool] = mapped_column(default=False)
    is_stub: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
    permalink: Mapped[str | None]
    created_at: Mapped[datetime | None]
    observed_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]

    page: Mapped[Page] = relationship()
