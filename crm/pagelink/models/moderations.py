"""What is to be changed on the Page: a comment hidden or shown, our own edited or deleted."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.auth.models import User
from crm.db import Base, Id
from crm.pagelink.models.messages import Message


class Act(StrEnum):
    """What is done to a comment; hiding is for others' comments, the last two for our own."""

    HIDE = "hide"
    SHOW = "show"
    EDIT = "edit"
    DELETE = "delete"


class ActState(StrEnum):
    """queued → doing → done | failed; done twice, each act is as done once, so it may be tried
    again after any doubt."""

    QUEUED = "queued"
    DOING = "doing"
    DONE = "done"
    FAILED = "failed"


LIVE_ACT = "state IN ('queued', 'doing')"


class Moderation(Base):
    """One such wish, why, and what became of it; one at a time for each message.

    `until` is how long the worker that does it may take.
    """

    __tablename__ = "moderations"
    __table_args__ = (
        Index(None, "state", "next_try_at"),
        Index(
            "uq_moderations_live",
            "message_id",
            unique=True,
            sqlite_where=text(LIVE_ACT),
            postgresql_where=text(LIVE_ACT),
        ),
        Index(None, "message_id"),
    )

    id: Mapped[Id]
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    act: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=ActState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    until: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    error: Mapped[str | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    message: Mapped[Message] = relationship()
    by: Mapped[User | None] = relationship()
