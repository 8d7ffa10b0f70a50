"""The table of search timings, from which KPI 4 is measured."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Id


class SearchTiming(Base):
    """One search: how long it took, how much it found, and what was opened from it when."""

    __tablename__ = "search_timings"
    __table_args__ = (Index(None, "opened_kind", "opened_id"),)

    id: Mapped[Id]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    milliseconds: Mapped[float]
    hits: Mapped[int]
    opened_at: Mapped[datetime | None]
    opened_kind: Mapped[str | None]
    opened_id: Mapped[str | None]
