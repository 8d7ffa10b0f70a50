"""Erase what a person wrote in private, and the person out of what stays, when asked to.

A public comment stays as the Page's own record does, without its author and without numbers; what
was said in private, by either side, goes with its pictures.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, or_, select, update

from crm import thai
from crm.customers.models import IdentityChannel
from crm.customers.service import Erasure
from crm.db import db, one_of
from crm.errors import N_, Conflict
from crm.pagelink import events
from crm.pagelink.jobs import FOLDER
from crm.pagelink.models import (
    AnswerState,
    Attachment,
    Conversation,
    Direction,
    Draft,
    Kind,
    Message,
    Moderation,
    Note,
    Page,
    Post,
    Reply,
    ReplyState,
    Revision,
    Route,
)
from crm.pagelink.service.answers import balance_messages
from crm.pagelink.turns import take_turns

ERASED = N_("ลบตามคำขอของเจ้าของข้อมูล")
IN_FLIGHT = (ReplyState.SENDING, ReplyState.UNKNOWN)
OVER = (ReplyState.SENT, ReplyState.CANCELLED)


class StillSending(Conflict):
    """A reply to the person is on its way, and must be recognised once it has arrived."""

    sentence = N_("มีข้อความที่กำลังส่งถึงผู้นี้ จึงยังไม่ได้ลบข้อมูลใด กรุณารอให้ส่งเสร็จแล้วลองใหม่")


@dataclass(frozen=True, slots=True)
class ErasedWords:
    """What was erased, for the modules above: messages, and where a person's words stood.

    `private_texts` are the texts that nothing may repeat any more.
    """

    private: list[int]
    public: list[int]
    talks: list[int]
    private_texts: list[str]


def erase_words(erasure: Erasure, *, now: datetime) -> None:
    """Erase a person's words and name here, then tell it on; raises StillSending."""
    for page_id in _pages(erasure):
        take_turns(page_id)
    private_talks = _private_talks(erasure)
    written = _written(erasure)
    public = [message for message in written if message.kind != Kind.MESSAGE]
    private = _in(private_talks)
    erasure.names.update(message.author_name for message in written if message.author_name)
    talks = sorted({*private_talks, *(message.conversation_id for message in written)})
    _refuse_in_flight(private_talks, public)
    erased = ErasedWords(
        [one.id for one in private],
        [one.id for one in public],
        talks,
        [one.text for one in private if one.text],
    )
    _erase_private(erasure, erased, private_talks, now)
    _blot_public(erasure, public, now)
    _blot_ours(erasure, sorted(set(talks) - set(private_talks)), now)
    _blot_replies(erasure, talks, private_talks, erased.public)
    _blot_beside(erasure, talks, private_talks)
    balance_messages([*private, *public], now)
    erasure.counts.update(private_messages=len(private), public_messages=len(public))
    events.messages_erased.send(erasure, erased=erased, now=now)


def numberless(talk: int) -> str:
    """What stands for a person's number where a conversation had it."""
    return f"erased:{talk}"


def _pages(erasure: Erasure) -> list[int]:
    named = select(Page.id).where(Page.external_id.in_({one.page for one in erasure.accounts}))
    return list(db.session.scalars(named.order_by(Page.id)))


def _private_talks(erasure: Erasure) -> list[int]:
    """Those whose key is the person's number, even if only the Page wrote in them."""
    keys = [
        and_(Page.external_id == one.page, Conversation.key == one.number)
        for one in erasure.accounts
        if one.channel != IdentityChannel.FACEBOOK_COMMENT
    ]
    wrote = select(Message.conversation_id).where(
        Message.identity_id.in_(erasure.identity_ids), Message.kind == Kind.MESSAGE
    )
    query = (
        select(Conversation.id)
        .join(Page, Page.id == Conversation.page_id)
        .where(Conversation.kind == Kind.MESSAGE, or_(Conversation.id.in_(wrote), *keys))
    )
    return list(db.session.scalars(query))


def _written(erasure: Erasure) -> list[Message]:
    theirs = Message.identity_id.in_(erasure.identity_ids)
    return list(db.session.scalars(select(Message).where(theirs)))


def _in(talks: list[int]) -> list[Message]:
    query = select(Message).where(one_of(Message.conversation_id, talks))
    return list(db.session.scalars(query))


def _refuse_in_flight(private_talks: list[int], public: list[Message]) -> None:
    to_person = or_(
        one_of(Reply.conversation_id, private_talks),
        one_of(Reply.target_message_id, [message.id for message in public]),
    )
    flying = select(Reply.id).where(to_person, Reply.state.in_(IN_FLIGHT))
    if db.session.scalar(flying.limit(1)):
        raise StillSending


def _erase_private(erasure: Erasure, erased: ErasedWords, talks: list[int], now: datetime) -> None:
    """Who writes under the same number later begins a conversation of their own."""
    theirs = one_of(Message.id, erased.private)
    waits = and_(theirs, Message.answer_state == AnswerState.OPEN)
    decided = {"answer_state": AnswerState.NEEDS_NONE, "answer_reason": ERASED}
    db.session.execute(update(Message).where(waits).values(answered_at=now, **decided))
    nothing = {"text": "", "search_text": thai.searchable(""), "permalink": None}
    marks = {"erased_at": now, "considered_at": now}
    db.session.execute(update(Message).where(theirs).values(nothing | marks))
    by_person = and_(theirs, Message.direction == Direction.IN)
    db.session.execute(update(Message).where(by_person).values(author_name=None))
    db.session.execute(delete(Revision).where(one_of(Revision.message_id, erased.private)))
    _erase_attachments(erasure, erased.private)
    for talk in talks:
        parted = {"key": numberless(talk), "thread_external_id": None, "permalink": None}
        db.session.execute(update(Conversation).where(Conversation.id == talk).values(parted))


def _erase_attachments(erasure: Erasure, messages: list[int]) -> None:
    theirs = one_of(Attachment.message_id, messages)
    names = db.session.scalars(
        select(Attachment.file_name).where(theirs, Attachment.file_name.is_not(None))
    )
    erasure.files.extend((FOLDER, name) for name in names if name)
    gone = db.session.execute(delete(Attachment).where(theirs))
    erasure.counts["attachments"] += gone.rowcount  # type: ignore[attr-defined]


def _blot_public(erasure: Erasure, public: list[Message], now: datetime) -> None:
    for message in public:
        message.author_name = None
        _blot_message(erasure, message, now)
    visitor_posts = [message.external_id for message in public if message.kind == Kind.POST]
    pages = {message.page_id for message in public}
    posts = select(Post).where(Post.page_id.in_(pages), Post.external_id.in_(visitor_posts))
    for post in db.session.scalars(posts):
        post.text = erasure.blot(post.text)
        post.search_text = thai.searchable(post.text)
    db.session.execute(delete(Revision).where(one_of(Revision.message_id, [m.id for m in public])))


def _blot_ours(erasure: Erasure, talks: list[int], now: datetime) -> None:
    """What the Page answered in public, where it named the person."""
    ours = [one for one in _in(talks) if one.direction == Direction.OUT]
    named = [one for one in ours if erasure.blot(one.text) != one.text]
    for message in named:
        _blot_message(erasure, message, now)
    db.session.execute(delete(Revision).where(one_of(Revision.message_id, [m.id for m in named])))


def _blot_message(erasure: Erasure, message: Message, now: datetime) -> None:
    message.text = erasure.blot(message.text)
    message.search_text = thai.searchable(message.text)
    message.answer_reason = _blotted(erasure, message.answer_reason)
    message.hidden_reason = _blotted(erasure, message.hidden_reason)
    message.erased_at = message.considered_at = now


def _blot_replies(
    erasure: Erasure, talks: list[int], private_talks: list[int], public: list[int]
) -> None:
    """What was, or was to be, told the person in private goes; nothing leaves any more."""
    told = select(Reply).where(
        or_(one_of(Reply.conversation_id, talks), one_of(Reply.target_message_id, public))
    )
    private = set(private_talks)
    for reply in db.session.scalars(told):
        to_person = reply.route == Route.PRIVATE_REPLY and reply.target_message_id in public
        reply.returned_note = _blotted(erasure, reply.returned_note)
        if reply.conversation_id not in private and not to_person:
            reply.text = erasure.blot(reply.text)
            continue
        reply.text, reply.returned_note = "", None
        if not to_person:
            reply.target_external_id = numberless(reply.conversation_id)
        if reply.state not in OVER:
            reply.state, reply.next_try_at = ReplyState.CANCELLED, None


def _blot_beside(erasure: Erasure, talks: list[int], private_talks: list[int]) -> None:
    """Notes of the staff stay; what was only begun, in private, goes."""
    db.session.execute(delete(Draft).where(one_of(Draft.conversation_id, private_talks)))
    for draft in db.session.scalars(select(Draft).where(one_of(Draft.conversation_id, talks))):
        draft.text = erasure.blot(draft.text)
    for note in db.session.scalars(select(Note).where(one_of(Note.conversation_id, talks))):
        note.text = erasure.blot(note.text)
        note.search_text = thai.searchable(note.text)
    acts = select(Moderation).join(Message, Message.id == Moderation.message_id)
    for act in db.session.scalars(acts.where(one_of(Message.conversation_id, talks))):
        act.text, act.reason = erasure.blot(act.text), erasure.blot(act.reason)


def _blotted(erasure: Erasure, text: str | None) -> str | None:
    return None if text is None else erasure.blot(text)
