"""One conversation as it is read: what was said, what is on its way out, notes, and the people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from crm.customers.models import Customer, Identity
from crm.db import db
from crm.errors import NotFound
from crm.pagelink.models import (
    AnswerState,
    Conversation,
    Direction,
    Mention,
    Message,
    Note,
    Reply,
    ReplyState,
)

LONGEST_THREAD = 200


@dataclass(frozen=True)
class Entry:
    """One thing in the thread: a message, a reply that isn't on the Page yet, or a note.

    `reply` beside a message of the Page is the row of the outbox that it came from.
    """

    at: datetime
    message: Message | None = None
    reply: Reply | None = None
    note: Note | None = None
    nested: bool = False


@dataclass(frozen=True)
class Thread:
    """What was said, oldest first; `earlier` counts what was left out before the first entry."""

    entries: Sequence[Entry]
    open_messages: Sequence[Message]
    earlier: int

    @property
    def last_inbound(self) -> Message | None:
        """What a citizen said last."""
        messages = [entry.message for entry in self.entries if entry.message]
        inbound = [message for message in messages if message.direction == Direction.IN]
        return inbound[-1] if inbound else None


def get_conversation(conversation_id: int) -> Conversation:
    """One conversation with its Page, post and assignee; raises NotFound."""
    found = db.session.scalar(
        select(Conversation)
        .where(Conversation.id == conversation_id)
        .options(
            joinedload(Conversation.page),
            joinedload(Conversation.post),
            joinedload(Conversation.assignee),
        )
    )
    if found is None:
        raise NotFound
    return found


def thread(conversation: Conversation, *, whole: bool = False) -> Thread:
    """The newest part of a conversation, or all of it."""
    messages, earlier = _messages(conversation, None if whole else LONGEST_THREAD)
    replies = _replies(conversation)
    sent_from = {reply.sent_message_id: reply for reply in replies if reply.sent_message_id}
    entries = [
        Entry(
            message.created_at,
            message=message,
            reply=sent_from.get(message.id),
            nested=message.parent_external_id is not None,
        )
        for message in messages
    ]
    on_their_way = [reply for reply in replies if reply.sent_message_id is None]
    entries += [Entry(reply.created_at, reply=reply) for reply in on_their_way]
    entries += [Entry(note.created_at, note=note) for note in _notes(conversation)]
    entries.sort(key=lambda entry: entry.at)
    waiting = [message for message in messages if message.answer_state == AnswerState.OPEN]
    return Thread(entries, waiting, earlier)


def customer_of(message: Message | None) -> Customer | None:
    """The person who wrote a message, or the one that the record was merged into."""
    if message is None or message.identity_id is None:
        return None
    whose = select(Identity.customer_id).where(Identity.id == message.identity_id)
    query = select(Customer).where(Customer.id.in_(whose))
    return db.session.scalars(query.options(joinedload(Customer.identities))).unique().first()


def open_messages(conversation: Conversation, seen: int) -> list[Message]:
    """What waits for an answer here and stood on the screen: nothing newer than the id `seen`."""
    return list(
        db.session.scalars(
            select(Message)
            .where(
                Message.conversation_id == conversation.id,
                Message.answer_state == AnswerState.OPEN,
                Message.id <= seen,
            )
            .order_by(Message.created_at, Message.id)
        )
    )


def get_message(conversation: Conversation, message_id: int) -> Message:
    """A message of this conversation; raises NotFound for any other."""
    found = db.session.get(Message, message_id)
    if found is None or found.conversation_id != conversation.id:
        raise NotFound
    return found


def get_reply(reply_id: int) -> Reply:
    """A reply of the outbox; raises NotFound."""
    found = db.session.get(Reply, reply_id)
    if found is None:
        raise NotFound
    return found


def _messages(conversation: Conversation, limit: int | None) -> tuple[list[Message], int]:
    of_it = Message.conversation_id == conversation.id
    newest_first = (
        select(Message)
        .where(of_it)
        .options(joinedload(Message.attachments), joinedload(Message.revisions))
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(limit)
    )
    found = list(db.session.scalars(newest_first).unique())[::-1]
    if limit is None or len(found) < limit:
        return found, 0
    total = db.session.scalar(select(func.count()).select_from(Message).where(of_it)) or 0
    return found, total - len(found)


def _replies(conversation: Conversation) -> Sequence[Reply]:
    return db.session.scalars(
        select(Reply)
        .where(Reply.conversation_id == conversation.id, Reply.state != ReplyState.CANCELLED)
        .options(joinedload(Reply.written_by))
        .order_by(Reply.id)
    ).all()


def _notes(conversation: Conversation) -> Sequence[Note]:
    return db.session.scalars(
        select(Note)
        .where(Note.conversation_id == conversation.id)
        .options(joinedload(Note.author), selectinload(Note.mentions).joinedload(Mention.user))
        .order_by(Note.id)
    ).all()
