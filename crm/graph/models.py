"""The tables of what has been read how far, raw webhook bodies, balances, and the call budget."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.db import Base, Id
from crm.pagelink.models import Post


class ScanMark(Base):
    """How far one object (post, conversation, the feed itself) has been read completely.

    `scanned_to` moves only when a scan has reached the old mark less an overlap.
    `seen_updated` and `seen_total` are what the listing said before that scan.
    """

    __tablename__ = "scan_marks"
    __table_args__ = (
        UniqueConstraint("page_id", "kind", "object_id"),
        Index(None, "page_id", "kind", "visited_at"),
        Index(None, "page_id", "kind", "moved_at"),
    )

    id: Mapped[Id]
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"))
    kind: Mapped[str]
    object_id: Mapped[str]
    scanned_to: Mapped[datetime | None]
    seen_updated: Mapped[str | None]
    seen_total: Mapped[int | None]
    visited_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]
    created_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    state: Mapped[dict[str, Any] | None]


class WebhookEvent(Base):
    """A webhook body as it came, before anything else is done with it; unique by content."""

    __tablename__ = "webhook_events"
    __table_args__ = (Index(None, "state", "id"),)

    id: Mapped[Id]
    sha256: Mapped[str] = mapped_column(unique=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(default="new")
    received_at: Mapped[datetime]
    processed_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    skipped: Mapped[int] = mapped_column(default=0)


class Budget(Base):
    """What Facebook says of a Page's share of calls, shared by all processes.

    `shares` holds the percentages of the last answer by allowance (app, page, pages, messenger),
    `used_percent` the highest of them.
    """

    __tablename__ = "budgets"

    page_id: Mapped[int] = mapped_column(
        ForeignKey("pages.id"), primary_key=True, autoincrement=False
    )
    used_percent: Mapped[float] = mapped_column(default=0)
    shares: Mapped[dict[str, Any] | None]
    paused_until: Mapped[datetime | None]
    observed_at: Mapped[datetime]


class PostBalance(Base):
    """A post on one day (of the centre's time zone): Facebook's total of comments, and ours.

    `total` counts what Facebook hides from us, too. Old days stay as they were told.
    """

    __tablename__ = "post_balances"
    __table_args__ = (Index(None, "page_id", "day"),)

    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id"), primary_key=True, autoincrement=False
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"))
    total: Mapped[int]
    stored: Mapped[int]
    told_at: Mapped[datetime]

    post: Mapped[Post] = relationship()

    @property
    def difference(self) -> int:
        """How many are missing here; below 0: more are stored than Facebook counts."""
        return self.total - self.stored


class CallCount(Base):
    """Graph calls of one Page on one day by purpose, as Facebook counts them.

    `found` is how many new messages they brought; `passes` stands beside the purpose `posts`.
    """

    __tablename__ = "call_counts"

    page_id: Mapped[int] = mapped_column(
        ForeignKey("pages.id"), primary_key=True, autoincrement=False
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    calls: Mapped[int]
    found: Mapped[int] = mapped_column(default=0)
    passes: Mapped[int] = mapped_column(default=0)
