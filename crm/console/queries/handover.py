"""What one shift hands to the next: who is on, what waits, rests, is begun, or has not gone out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from crm.auth.models import User
from crm.console.queries.inbox import InboxRow, rows_of
from crm.db import db
from crm.pagelink.models import Conversation, Direction, Draft, Message, Reply, ReplyState
from crm.pagelink.queries.restricted import hidden_from, readable_by

ON_SHIFT = timedelta(hours=9)
MOST_LISTED = 40
AGES = (timedelta(hours=1), timedelta(hours=4), timedelta(days=1), timedelta(days=3))
GONE = (ReplyState.SENT, ReplyState.CANCELLED)


@dataclass(frozen=True)
class OnShift:
    """Somebody who logged in within a shift's length, and how many conversations wait for them."""

    user: User
    waiting: int


@dataclass(frozen=True)
class Begun:
    """A draft that somebody has not sent, and to whom; its words are only its writer's."""

    user: User
    conversation_id: int
    to: str | None
    saved_at: datetime


@dataclass(frozen=True)
class Handover:
    """One sheet of paper; each list is cut at its oldest MOST_LISTED."""

    people: Sequence[OnShift]
    by_age: Sequence[int]
    urgent: Sequence[InboxRow]
    longest: Sequence[InboxRow]
    resting: Sequence[InboxRow]
    drafts: Sequence[Begun]
    unsent: Sequence[Reply]

    @property
    def waiting(self) -> int:
        """How many conversations wait and aren't put aside."""
        return sum(self.by_age)


def handover(now: datetime, user: User) -> Handover:
    """What the next shift must know at this moment, less what `user` may not read."""
    awake = or_(Conversation.snoozed_until.is_(None), Conversation.snoozed_until <= now)
    waits = and_(Conversation.waiting_since.is_not(None), awake)
    resting = and_(Conversation.snoozed_until > now, readable_by(user))
    listed = and_(waits, readable_by(user))
    return Handover(
        people=_people(now),
        by_age=_by_age(listed, now),
        urgent=_rows(and_(listed, Conversation.urgent), Conversation.waiting_since),
        longest=_rows(and_(listed, Conversation.urgent.is_(False)), Conversation.waiting_since),
        resting=_rows(resting, Conversation.snoozed_until),
        drafts=_drafts(user),
        unsent=_unsent(user),
    )


def _people(now: datetime) -> list[OnShift]:
    waiting = func.count(Conversation.id).filter(Conversation.waiting_since.is_not(None))
    found = db.session.execute(
        select(User, waiting)
        .outerjoin(Conversation, Conversation.assignee_id == User.id)
        .where(User.active, User.last_login_at > now - ON_SHIFT)
        .group_by(User.id)
        .order_by(User.name)
    )
    return [OnShift(user, count) for user, count in found]


def _by_age(waits: object, now: datetime) -> list[int]:
    """How many wait less than each of AGES, the last for longer than all of them."""
    since = Conversation.waiting_since
    part = case(*((since > now - age, place) for place, age in enumerate(AGES)), else_=len(AGES))
    counted = db.session.execute(select(part, func.count()).where(waits).group_by(part))  # type: ignore[arg-type]
    found = dict(row._tuple() for row in counted)
    return [found.get(place, 0) for place in range(len(AGES) + 1)]


def _rows(wanted: object, order: object) -> list[InboxRow]:
    query = select(Conversation.id).where(wanted)  # type: ignore[arg-type]
    return rows_of(db.session.scalars(query.order_by(order).limit(MOST_LISTED)).all())  # type: ignore[arg-type]


def _drafts(user: User) -> list[Begun]:
    said = select(Message.author_name).where(
        Message.conversation_id == Draft.conversation_id, Message.direction == Direction.IN
    )
    newest = said.order_by(Message.created_at.desc(), Message.id.desc()).limit(1)
    found = db.session.execute(
        select(User, Draft.conversation_id, newest.scalar_subquery(), Draft.saved_at)
        .join(Draft, Draft.user_id == User.id)
        .join(Conversation, Conversation.id == Draft.conversation_id)
        .where(readable_by(user))
        .order_by(Draft.saved_at)
        .limit(MOST_LISTED)
    )
    return [Begun(*row._tuple()) for row in found]


def _unsent(user: User) -> Sequence[Reply]:
    return db.session.scalars(
        select(Reply)
        .where(Reply.state.not_in(GONE), Reply.conversation_id.not_in(hidden_from(user)))
        .options(joinedload(Reply.written_by), joinedload(Reply.target))
        .order_by(Reply.created_at)
        .limit(MOST_LISTED)
    ).all()
