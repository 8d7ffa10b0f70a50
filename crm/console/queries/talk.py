"""One conversation as it is read: what was said, what is on its way out, notes, and the people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Load, joinedload

from crm.auth.models import User
from crm.console.queries.together import Together
from crm.db import PLANNED_ONCE, db
from crm.errors import NotFound
from crm.pagelink.models import (
    AnswerState,
    Conversation,
    Direction,
    Mention,
    Message,
    Moderation,
    Note,
    Page,
    Post,
    Reply,
    ReplyAnswer,
    ReplyState,
    Route,
)
from crm.pagelink.models.replies import UNDER_WAY
from crm.pagelink.queries.moderations import last_wishes

LONGEST_THREAD = 200


@dataclass(frozen=True)
class Entry:
    """One thing in the thread: a message, a reply that isn't said here (yet), or a note.

    `reply` beside a message of the Page is the row of the outbox that it came from.
    """

    at: datetime
    message: Message | None = None
    reply: Reply | None = None
    note: Note | None = None
    nested: bool = False


@dataclass(frozen=True)
class Thread:
    """What was said, oldest first; `earlier` counts what was left out before the first entry.

    `wishes` has, by message, the last change of it that somebody asked for.
    """

    entries: Sequence[Entry]
    open_messages: Sequence[Message]
    earlier: int
    wishes: Mapping[int, Moderation]

    @property
    def last_inbound(self) -> Message | None:
        """What a citizen said last."""
        messages = [entry.message for entry in self.entries if entry.message]
        inbound = [message for message in messages if message.direction == Direction.IN]
        return inbound[-1] if inbound else None


def get_conversation(conversation_id: int) -> Conversation:
    """One conversation with its Page, post, assignee and drafts; raises NotFound."""
    asked = db.session.scalars(_CONVERSATION, {"id": conversation_id})
    found = asked.unique().one_or_none()
    if found is None:
        raise NotFound
    return found


_CONVERSATION = (
    select(Conversation)
    .where(Conversation.id == bindparam("id", type_=Conversation.id.type))
    .options(
        joinedload(Conversation.page).defer(Page.token),
        joinedload(Conversation.post).defer(Post.search_text),
        joinedload(Conversation.assignee).load_only(User.name),
        joinedload(Conversation.drafts),
    )
    .execution_options(**PLANNED_ONCE)
)


def thread(conversation: Conversation, *, whole: bool = False) -> Thread:
    """The newest part of a conversation, or all of it, in one statement."""
    limit = None if whole else LONGEST_THREAD
    found = (_WHOLE if whole else _NEWEST).find(conversation=conversation.id)
    messages = sorted(found[Message], key=lambda message: (message.created_at, message.id))
    replies = sorted(found[Reply], key=lambda reply: reply.id)
    notes = sorted(found[Note], key=lambda note: note.id)
    waiting = [message for message in messages if message.answer_state == AnswerState.OPEN]
    return Thread(
        entries=_entries(messages, replies, notes),
        open_messages=waiting,
        earlier=_left_out(conversation, len(messages), limit),
        wishes={wish.message_id: wish for wish in found[Moderation]},
    )


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


def find_under_way(messages: Sequence[Message], *, but_for: str) -> Reply | None:
    """A reply to one of these messages that has not gone out yet, but for the one with that key."""
    if not messages:
        return None
    return db.session.scalar(
        select(Reply)
        .join(ReplyAnswer, ReplyAnswer.reply_id == Reply.id)
        .where(
            Reply.conversation_id == messages[0].conversation_id,
            Reply.state.in_(UNDER_WAY),
            Reply.idempotency_key.is_distinct_from(but_for),
            ReplyAnswer.message_id.in_([message.id for message in messages]),
        )
        .options(joinedload(Reply.written_by))
        .limit(1)
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


def _left_out(conversation: Conversation, shown: int, limit: int | None) -> int:
    """How many messages come before those that are shown."""
    if limit is None or shown < limit:
        return 0
    counted = select(func.count()).select_from(Message)
    total = db.session.scalar(counted.where(Message.conversation_id == conversation.id)) or 0
    return total - shown


def _entries(
    messages: Sequence[Message], replies: Sequence[Reply], notes: Sequence[Note]
) -> list[Entry]:
    """What stands in the thread, oldest first; a reply that became a message stands beside it.

    A private reply becomes one in the citizen's own conversation, so that here it stands itself.
    """
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
    entries += [
        Entry(reply.created_at, reply=reply)
        for reply in replies
        if reply.sent_message_id is None or reply.route == Route.PRIVATE_REPLY
    ]
    entries += [Entry(note.created_at, note=note) for note in notes]
    return sorted(entries, key=lambda entry: entry.at)


_HERE = bindparam("conversation", type_=Conversation.id.type)


def _said(limit: int | None) -> Together:
    messages = select(Message.id).where(Message.conversation_id == _HERE)
    return Together(
        {
            Message: messages.order_by(Message.created_at.desc(), Message.id.desc()).limit(limit),
            Reply: select(Reply.id).where(
                Reply.conversation_id == _HERE, Reply.state != ReplyState.CANCELLED
            ),
            Note: select(Note.id).where(Note.conversation_id == _HERE),
            Moderation: last_wishes(_HERE),
        },
        joinedload(Message.attachments),
        joinedload(Message.revisions),
        joinedload(Reply.written_by).load_only(User.name),
        joinedload(Note.author).load_only(User.name),
        joinedload(Note.mentions).joinedload(Mention.user).load_only(User.name),
        joinedload(Moderation.by).load_only(User.name),
        Load(Message).defer(Message.search_text),
        Load(Note).defer(Note.search_text),
    )


_NEWEST, _WHOLE = _said(LONGEST_THREAD), _said(None)
