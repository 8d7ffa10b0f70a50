"""Reads of accounts and tokens."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, or_, select

from crm import thai
from crm.auth.models import RANKS, ApiToken, AuditEntry, Role, SavedView, User
from crm.db import db
from crm.errors import NotFound


class Named(Protocol):
    """Whatever stands under a person's name."""

    @property
    def name(self) -> str: ...


Anybody = TypeVar("Anybody", bound=Named)


def users() -> list[User]:
    """Every account, in Thai dictionary order of the names."""
    return in_thai_order(db.session.scalars(select(User)))


def agents() -> list[User]:
    """Everybody whom a conversation can be assigned to."""
    return in_thai_order(db.session.scalars(select(User).where(User.id.in_(agent_ids()))))


def agent_ids() -> Select[tuple[int]]:
    """The ids of everybody whom a conversation can be assigned to."""
    roles = RANKS[RANKS.index(Role.AGENT) :]
    return select(User.id).where(User.active, User.role.in_(roles))


def in_thai_order(found: Iterable[Anybody]) -> list[Anybody]:
    """People in Thai dictionary order of their names."""
    return sorted(found, key=lambda each: thai.sort_key(each.name))


def get_user(user_id: int) -> User:
    """One account; raises NotFound."""
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound
    return user


def find_user(email: str) -> User | None:
    """The account with this address."""
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def saved_view_ids(user_id: int | ColumnElement[int]) -> Select[tuple[int]]:
    """The ids of the narrowed lists that this person named, and of those shared with everybody."""
    return select(SavedView.id).where(or_(SavedView.user_id == user_id, SavedView.shared))


def tokens() -> Sequence[ApiToken]:
    """Every API token that still works, newest first."""
    return db.session.scalars(
        select(ApiToken).where(ApiToken.revoked_at.is_(None)).order_by(ApiToken.id.desc())
    ).all()


def acts_of(user: User, at: datetime) -> Sequence[AuditEntry]:
    """What one person changed at one moment, which is one act, however many things it touched."""
    return db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.at == at, AuditEntry.user_id == user.id)
        .order_by(AuditEntry.id)
    ).all()
