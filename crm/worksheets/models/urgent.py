"""Who is told at once when something is dangerous, and that they were told."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.auth.models import User
from crm.db import Base, Id


class EscalationContact(Base):
    """Somebody of the installation's own choice: a name, a telephone, and when to call."""

    __tablename__ = "escalation_contacts"

    id: Mapped[Id]
    name: Mapped[str]
    phone: Mapped[str]
    hours: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class Escalation(Base):
    """That a contact was told of what a conversation is about; the name is as it was then."""

    __tablename__ = "escalations"

    id: Mapped[Id]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("escalation_contacts.id"))
    contact_name: Mapped[str]
    told_at: Mapped[datetime]
    told_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    told_by: Mapped[User] = relationship()
