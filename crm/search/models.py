"""The table of search timings, from which KPI 4 is measured."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Id


class Ending(StrEnum):
    """How a search ended: a record opened, what was sought seen in the list, or given up."""

    OPENED = "opened"
    FOUND = "found"
    GIVEN_UP = "given_up"


class SearchTiming(Base):
    """One search, from the first letter to its end: how it went, and what was opened from it.

    `milliseconds` and `hits` are those of the last answer. Without an ending yet, it is still
    going on, or its page was left without a word to us.
    """

    __tablename__ = "search_timings"
    __table_args__ = (Index(None, "opened_kind", "opened_id"),)

    id: Mapped[Id]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    milliseconds: Mapped[float]
    hits: Mapped[int]
    ending: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    opened_kind: Mapped[str | None]
    opened_id: Mapped[str | None]
