"""The tables of staff accounts, API tokens and the two logs."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.db import Base, Id


class Role(StrEnum):
    """What a member of staff may do; each role may do all that the ones after it may."""

    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    AGENT = "agent"
    VIEWER = "viewer"


RANKS = (Role.VIEWER, Role.AGENT, Role.SUPERVISOR, Role.ADMIN)


class User(UserMixin, Base):  # type: ignore[misc]
    """A member of staff; `replies_reviewed`: what this one writes waits for a second person."""

    __tablename__ = "users"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    locale: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    replies_reviewed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    last_login_at: Mapped[datetime | None]

    @property
    def is_active(self) -> bool:
        """Flask-Login's question: a closed account can't be used."""
        return self.active

    def may_act_as(self, role: Role) -> bool:
        """Whether this person's role includes `role`."""
        return RANKS.index(Role(self.role)) >= RANKS.index(role)


class SavedView(Base):
    """A narrowed list that somebody gave a name; a shared one is for everybody.

    `address` is the query string of the list, as its owner saw it.
    """

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    address: Mapped[str]
    shared: Mapped[bool] = mapped_column(default=False, index=True)
    created_at: Mapped[datetime]


class ApiToken(Base):
    """A key by which other software calls the API; only its hash is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[Id]
    name: Mapped[str]
    scope: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AuditEntry(Base):
    """One thing that somebody changed, for ever."""

    __tablename__ = "audit_log"
    __table_args__ = (Index(None, "subject_type", "subject_id"),)

    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)

    user: Mapped[User | None] = relationship()


class AccessEntry(Base):
    """One look at unmasked personal data."""

    __tablename__ = "access_log"

    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    what: Mapped[str]
