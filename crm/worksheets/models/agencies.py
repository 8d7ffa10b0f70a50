"""Agencies, a tree inside and outside the city, and the passing of a case to one of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.db import Base, Id


class Agency(Base):
    """A responsible agency (หน่วยงานรับผิดชอบ); its parent is the office that it belongs to."""

    __tablename__ = "agencies"

    id: Mapped[Id]
    name_th: Mapped[str]
    name_en: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"), index=True)
    outside: Mapped[bool] = mapped_column(default=False)
    phone: Mapped[str] = mapped_column(default="")
    district: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)

    parent: Mapped["Agency | None"] = relationship(remote_side="Agency.id")

    @property
    def full_name(self) -> str:
        """As it is told outside the house: a section with its office (ฝ่ายโยธา สำนักงานเขตดินแดง)."""
        return f"{self.name_th} {self.parent.name_th}" if self.parent else self.name_th


class DispatchState(StrEnum):
    """What an agency said of a case that was passed on to it."""

    SENT = "sent"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    PASSED_ON = "passed_on"
    DONE = "done"


class Dispatch(Base):
    """One case passed on to one agency: when, how, under which reference, and what came back."""

    __tablename__ = "dispatches"

    id: Mapped[Id]
    worksheet_id: Mapped[int] = mapped_column(ForeignKey("worksheets.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), index=True)
    state: Mapped[str] = mapped_column(default=DispatchState.SENT)
    how: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    due_on: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    chased_at: Mapped[datetime | None]
    times_chased: Mapped[int] = mapped_column(default=0)
    result: Mapped[str] = mapped_column(default="")
    result_at: Mapped[datetime | None]

    agency: Mapped[Agency] = relationship()
