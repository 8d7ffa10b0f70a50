"""The one rule for conversations with a restricted case (misconduct, corruption): they are for
supervisors, and for the one who works on them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true

from crm.auth.models import Role, User
from crm.db import db
from crm.pagelink.models import Conversation


def may_read(conversation: Conversation, user: User) -> bool:
    """Whether this person may know what is said in a conversation."""
    if not conversation.restricted or user.may_act_as(Role.SUPERVISOR):
        return True
    return conversation.assignee_id == user.id


def readable_by(user: User) -> ColumnElement[bool]:
    """The same as a condition on conversations."""
    return readable(user.id, to_all=user.may_act_as(Role.SUPERVISOR))


def readable(user_id: int | ColumnElement[int], *, to_all: bool) -> ColumnElement[bool]:
    """The same for a statement that is kept: for a supervisor (`to_all`), or for anybody else."""
    if to_all:
        return true()
    is_own = func.coalesce(Conversation.assignee_id == user_id, false())
    return or_(Conversation.restricted.is_(False), is_own)


def hidden_from(user: User) -> Select[tuple[int]]:
    """The ids of what this person may not read: few, so that anything may be kept apart by them."""
    return select(Conversation.id).where(Conversation.restricted, ~readable_by(user))


def any_hidden(numbers: Sequence[int], user: User) -> bool:
    """Whether this person may not read one of these conversations."""
    found = hidden_from(user).where(Conversation.id.in_(numbers)).limit(1)
    return db.session.scalar(found) is not None
