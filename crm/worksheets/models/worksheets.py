"""A worksheet (ใบงาน): one problem, whoever told of it, from receipt to the result told."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm import thai
from crm.auth.models import User
from crm.customers.models import Customer
from crm.db import Base, Id
from crm.worksheets.models.agencies import Agency, Dispatch
from crm.worksheets.models.tags import Tag


class Source(StrEnum):
    """Through which door a case came in."""

    PAGE = "page"
    PHONE = "phone"
    WEB = "web"
    LETTER = "letter"
    IN_PERSON = "in_person"


class Stage(StrEnum):
    """The steps of a worksheet, in order; each has a stage tag of the same slug."""

    RECEIVED = "received"
    CHECKING = "checking"
    NUMBER_ISSUED = "number_issued"
    PASSED_ON = "passed_on"
    RESULT_TOLD = "result_told"


class Outcome(StrEnum):
    """How a case ended (ยุติเรื่อง)."""

    FIXED = "fixed"
    PLANNED = "planned"
    NOT_POSSIBLE = "not_possible"
    OUTSIDE_AUTHORITY = "outside_authority"
    NOTHING_FOUND = "nothing_found"
    WITHDRAWN = "withdrawn"
    UNREACHABLE = "unreachable"
    DUPLICATE = "duplicate"


class ToldHow(StrEnum):
    """In which way a result was told."""

    PAGE = "page"
    PHONE = "phone"
    LINE = "line"
    LETTER = "letter"
    IN_PERSON = "in_person"
    STATUS_PAGE = "status_page"


UNFILED = "case_number IS NULL AND closed_at IS NULL"


class Worksheet(Base):
    """One case. `number` (เลขที่ใบงาน) is ours; `case_number` (เลขที่รับแจ้ง) the citizen holds.

    `case_number` is the MIS number where the city has such a system, else a number made here.
    `opened_with` is the mark of the form that opened it, so that the same form opens no second.
    `case_key`, `mis_key` and `title_folded` are those as look-ups fold them. Places are degrees
    WGS 84, accuracy metres.
    """

    __tablename__ = "worksheets"
    __table_args__ = (
        Index(None, "stage", "opened_at"),
        Index(None, "customer_id"),
        Index(None, "district", "opened_at"),
        Index(None, "latitude", "longitude"),
        Index(None, "agency_id", "opened_at"),
        Index(None, "assignee_id", "closed_at"),
        Index(
            "ix_worksheets_unfiled",
            "source",
            "id",
            sqlite_where=text(UNFILED),
            postgresql_where=text(UNFILED),
        ),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(unique=True)
    case_number: Mapped[str | None]
    case_key: Mapped[str | None] = mapped_column(index=True)
    mis_number: Mapped[str | None]
    mis_key: Mapped[str | None] = mapped_column(index=True)
    filed_at: Mapped[datetime | None] = mapped_column(index=True)
    filed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    source: Mapped[str] = mapped_column(default=Source.PAGE)
    stage: Mapped[str] = mapped_column(default=Stage.RECEIVED)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("tags.id"))
    title: Mapped[str] = mapped_column(default="")
    title_folded: Mapped[str] = mapped_column(default="")
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    urgent: Mapped[bool] = mapped_column(default=False)
    restricted: Mapped[bool] = mapped_column(default=False)
    name_withheld: Mapped[bool] = mapped_column(default=False)
    outside_authority: Mapped[bool] = mapped_column(default=False)
    place: Mapped[str] = mapped_column(default="")
    landmark: Mapped[str] = mapped_column(default="")
    soi: Mapped[str] = mapped_column(default="")
    road: Mapped[str] = mapped_column(default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    accuracy: Mapped[float | None]
    place_source: Mapped[str | None]
    district: Mapped[str | None]
    subdistrict: Mapped[str | None]
    cell: Mapped[str | None] = mapped_column(index=True)
    opened_at: Mapped[datetime] = mapped_column(index=True)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    first_answered_at: Mapped[datetime | None]
    number_sent_at: Mapped[datetime | None] = mapped_column(index=True)
    result: Mapped[str] = mapped_column(default="")
    result_sent_at: Mapped[datetime | None] = mapped_column(index=True)
    told_how: Mapped[str | None]
    outcome: Mapped[str | None]
    outcome_reason: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    times_reopened: Mapped[int] = mapped_column(default=0)
    opened_with: Mapped[str | None] = mapped_column(unique=True)
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("worksheets.id"))

    category: Mapped[Tag | None] = relationship()
    agency: Mapped[Agency | None] = relationship()
    customer: Mapped[Customer | None] = relationship()
    assignee: Mapped[User | None] = relationship(foreign_keys=[assignee_id])
    topics: Mapped[list[Tag]] = relationship(secondary="worksheet_topics", order_by=Tag.position)
    dispatches: Mapped[list[Dispatch]] = relationship(order_by=Dispatch.id)
    photos: Mapped[list["Photo"]] = relationship(order_by="Photo.id")

    @validates("title")
    def _fold_title(self, _name: str, title: str) -> str:
        self.title_folded = thai.searchable(title)
        return title


class WorksheetTopic(Base):
    """A problem topic (หมวดปัญหา) of a case; four in ten real complaints carry several."""

    __tablename__ = "worksheet_topics"

    worksheet_id: Mapped[int] = mapped_column(
        ForeignKey("worksheets.id"), primary_key=True, autoincrement=False
    )
    tag_id: Mapped[int] = mapped_column(
        ForeignKey("tags.id"), primary_key=True, autoincrement=False, index=True
    )


class WorksheetMessage(Base):
    """A message that belongs to a case; its conversation and author are found through it."""

    __tablename__ = "worksheet_messages"

    worksheet_id: Mapped[int] = mapped_column(
        ForeignKey("worksheets.id"), primary_key=True, autoincrement=False
    )
    message_id: Mapped[int] = mapped_column(
        ForeignKey("messages.id"), primary_key=True, autoincrement=False, index=True
    )


class ReplyPurpose(StrEnum):
    """What a reply tells about a case."""

    NUMBER = "number"
    RESULT = "result"
    OTHER = "other"


class WorksheetReply(Base):
    """A reply in the outbox that tells a citizen something about a case."""

    __tablename__ = "worksheet_replies"

    reply_id: Mapped[int] = mapped_column(
        ForeignKey("replies.id"), primary_key=True, autoincrement=False
    )
    worksheet_id: Mapped[int] = mapped_column(ForeignKey("worksheets.id"), index=True)
    purpose: Mapped[str]


class WorksheetEvent(Base):
    """One step in the history of a case, never changed afterwards."""

    __tablename__ = "worksheet_events"

    id: Mapped[Id]
    worksheet_id: Mapped[int] = mapped_column(ForeignKey("worksheets.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str]
    old: Mapped[str | None]
    new: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")

    by: Mapped[User | None] = relationship()


class Photo(Base):
    """A photo of the place, from the citizen's status page or from the office that fixed it.

    `told_at` is when it first went along with a result; before that citizens don't see it.
    """

    __tablename__ = "worksheet_photos"

    id: Mapped[Id]
    worksheet_id: Mapped[int] = mapped_column(ForeignKey("worksheets.id"), index=True)
    file_name: Mapped[str]
    content_type: Mapped[str]
    by_citizen: Mapped[bool]
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    told_at: Mapped[datetime | None]


class SurveyAnswer(Base):
    """A citizen's satisfaction with one case, 5 (มากที่สุด) to 1 (น้อยที่สุด)."""

    __tablename__ = "survey_answers"

    id: Mapped[Id]
    worksheet_id: Mapped[int] = mapped_column(ForeignKey("worksheets.id"), unique=True)
    score: Mapped[int]
    remark: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime]
