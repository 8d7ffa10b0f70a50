"""Who is writing where, what one has begun to write, and what came while one was writing."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, cast, null, select, union_all

from crm.auth.models import User
from crm.db import PLANNED_ONCE, db
from crm.kept import kept
from crm.pagelink.models import Conversation, Direction, Draft, Message, Presence, Reply, ReplyState

RUNS_OUT = timedelta(seconds=25)
LATELY = 20
SHARED_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Writer:
    """The one who writes in a conversation, since when."""

    user_id: int
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Pulse:
    """A mark that any change moves, and by conversation who writes there (who began first)."""

    mark: str
    writers: Mapping[int, Writer]

    def writer_beside(self, user: User, conversation_id: int) -> Writer | None:
        """Who writes there, unless it is `user`."""
        writer = self.writers.get(conversation_id)
        return writer if writer and writer.user_id != user.id else None


@dataclass(frozen=True, slots=True)
class Since:
    """What came into a conversation after what somebody had seen of it, oldest first.

    `messages` are a citizen's, or the Page's typed elsewhere; `replies` are colleagues'.
    """

    messages: Sequence[Message]
    replies: Sequence[Reply]

    def __bool__(self) -> bool:
        return bool(self.messages or self.replies)


def find_draft(conversation: Conversation, user: User) -> Draft | None:
    """What this person has begun to write here."""
    own = (draft for draft in conversation.drafts if draft.user_id == user.id)
    return next(own, None)


def is_taken_over(user: User, idempotency_key: str) -> bool:
    """Whether the outbox has this very reply of theirs already."""
    own = Reply.api_token_id.is_(None), Reply.written_by_id == user.id
    query = select(Reply.id).where(*own, Reply.idempotency_key == idempotency_key)
    return db.session.scalar(query) is not None


def said_since(conversation: Conversation, user: User, *, message: int, reply: int) -> Since:
    """What came after the message and the reply with these ids: the highest that `user` saw.

    One's own replies are no news, nor is a message that a reply became which was seen before.
    """
    seen_on_its_way = select(Reply.sent_message_id).where(
        Reply.conversation_id == conversation.id,
        Reply.sent_message_id.is_not(None),
        (Reply.id <= reply) | (Reply.written_by_id == user.id),
    )
    messages = db.session.scalars(
        select(Message)
        .where(
            Message.conversation_id == conversation.id,
            Message.id > message,
            Message.deleted_at.is_(None),
            (Message.direction == Direction.IN) | Message.id.not_in(seen_on_its_way),
        )
        .order_by(Message.created_at, Message.id)
    ).all()
    return Since(messages, _replies_since(conversation, user, reply, messages))


def _replies_since(
    conversation: Conversation, user: User, reply: int, messages: Sequence[Message]
) -> Sequence[Reply]:
    told = {message.id for message in messages}
    of_others = Reply.written_by_id.is_(None) | (Reply.written_by_id != user.id)
    found = db.session.scalars(
        select(Reply)
        .where(
            Reply.conversation_id == conversation.id,
            Reply.id > reply,
            Reply.state != ReplyState.CANCELLED,
            of_others,
        )
        .order_by(Reply.id)
    ).all()
    return [one for one in found if one.sent_message_id not in told]


def _what_moves() -> CompoundSelect[Any]:
    changed = (
        select(Conversation.id, Conversation.changed_seq)
        .order_by(Conversation.changed_seq.desc())
        .limit(LATELY)
        .subquery()
    )
    writing = (
        select(Presence.conversation_id, Presence.user_id, User.name, Presence.writing_since)
        .join(User, User.id == Presence.user_id)
        .where(Presence.seen_at > bindparam("seen_after"))
    )
    no_name, no_time = cast(null(), User.name.type), cast(null(), Presence.writing_since.type)
    return union_all(select(changed.c.id, changed.c.changed_seq, no_name, no_time), writing)


_PULSE = _what_moves().execution_options(**PLANNED_ONCE)
"""Put together once, since fifty consoles ask it twenty times a second."""


def shared_pulse(now: datetime) -> Pulse:
    """The same for the question that fifty consoles ask twenty times a second; what another
    process wrote shows a quarter of a second later."""
    return kept("pulse", SHARED_SECONDS, lambda: pulse(now))


def pulse(now: datetime) -> Pulse:
    """What moves whenever anything moves that a console shows, in one statement.

    Several conversations are asked for, not the one that changed last: of two changes the later
    may be committed first.
    """
    asked = db.session.execute(_PULSE, {"seen_after": now - RUNS_OUT})
    rows = [tuple(row) for row in asked]
    marks = sorted((number, mark) for number, mark, *_ in rows)
    told = [(number, Writer(user, name, since)) for number, user, name, since in rows if since]
    first_last = sorted(told, key=lambda one: (one[1].since, one[1].user_id), reverse=True)
    return Pulse(hashlib.sha256(repr(marks).encode()).hexdigest()[:16], dict(first_last))
