"""The tables of daily Page counters, typed-in baselines, and reports as they were given out."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.auth.models import User
from crm.db import Base, Id
from crm.pagelink.models import Page


class PageCounter(Base):
    """A Page's followers and likes on one day; None where the channel didn't say."""

    __tablename__ = "page_counters"

    page_id: Mapped[int] = mapped_column(
        ForeignKey("pages.id"), primary_key=True, autoincrement=False
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    followers: Mapped[int | None]
    likes: Mapped[int | None]


class BaselineKind(StrEnum):
    """What is typed in: four figures from before, and monthly counts from other systems."""

    FOLLOWERS = "followers"
    NAME_SEARCH = "name_search"
    POST_SEARCH = "post_search"
    FILED = "filed"
    SLOW_REPLIES = "slow_replies"


class Baseline(Base):
    """A figure typed in for one KPI (`kpi` is a BaselineKind): a value, when, and of which Page."""

    __tablename__ = "baselines"

    id: Mapped[Id]
    kpi: Mapped[str] = mapped_column(index=True)
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id"))
    value: Mapped[float]
    observed_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    page: Mapped[Page | None] = relationship()


class ReportSnapshot(Base):
    """A month's report exactly as it was taken out."""

    __tablename__ = "report_snapshots"

    id: Mapped[Id]
    month: Mapped[str] = mapped_column(index=True)
    taken_at: Mapped[datetime]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    content: Mapped[dict[str, Any]]

    taken_by: Mapped[User | None] = relationship()
