"""Guesses about a message's tags, its older case or its twin, which wait for a decision."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.db import Base, Id
from crm.worksheets.models.tags import Tag
from crm.worksheets.models.worksheets import Worksheet


class ProposalState(StrEnum):
    """Nothing acts on a proposal until a person accepts it."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class WorksheetProposal(Base):
    """One guess (`kind`: tag, duplicate or follow_up) with the evidence that it rests on.

    It is about a message, or, for a case that an agent compared on its page, about that case
    (`subject_id`); it points at a tag, at another case (`worksheet_id`), or at both.
    """

    __tablename__ = "worksheet_proposals"
    __table_args__ = (Index(None, "conversation_id", "state"),)

    id: Mapped[Id]
    kind: Mapped[str]
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("worksheets.id"), index=True)
    tag_id: Mapped[int | None] = mapped_column(ForeignKey("tags.id"))
    worksheet_id: Mapped[int | None] = mapped_column(ForeignKey("worksheets.id"))
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(default=ProposalState.PROPOSED)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    tag: Mapped[Tag | None] = relationship()
    worksheet: Mapped[Worksheet | None] = relationship(foreign_keys=[worksheet_id])
