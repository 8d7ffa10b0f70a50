"""Which replies wait for a second pair of eyes."""

from collections.abc import Hashable, Iterable, Sequence

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload

from crm.auth.models import Role, User
from crm.db import db
from crm.pagelink.models import Conversation, Reply, ReplyState

MOST = 100


def asks(user_id: ColumnElement[int], *, decides: bool) -> ColumnElement[bool]:
    """What asks something of a person: an author's to put right, and for one who `decides` what
    others wrote."""
    returned = and_(Reply.state == ReplyState.RETURNED, Reply.written_by_id == user_id)
    if not decides:
        return returned
    by_another = Reply.written_by_id.is_(None) | (Reply.written_by_id != user_id)
    return returned | and_(Reply.state == ReplyState.WAITING, by_another)


def alike(replies: Iterable[Reply]) -> list[list[Reply]]:
    """Replies that wait with the very same words, author and route, as answers to many do.

    Each kind where its oldest stands; one with a photo stands alone.
    """
    found: dict[Hashable, list[Reply]] = {}
    for reply in replies:
        apart = reply.id if reply.photo_file or reply.state != ReplyState.WAITING else None
        key = reply.written_by_id, reply.route, reply.text, apart
        found.setdefault(key, []).append(reply)
    return list(found.values())


def to_approve(user: User) -> Sequence[Reply]:
    """What waits, oldest first: for a supervisor everybody's, else one's own."""
    undecided = Reply.state.in_((ReplyState.WAITING, ReplyState.RETURNED))
    query = select(Reply).where(undecided)
    if not user.may_act_as(Role.SUPERVISOR):
        query = query.where(Reply.written_by_id == user.id)
    query = query.options(
        joinedload(Reply.target),
        joinedload(Reply.written_by),
        joinedload(Reply.conversation).joinedload(Conversation.page),
    )
    return db.session.scalars(query.order_by(Reply.id).limit(MOST)).all()
