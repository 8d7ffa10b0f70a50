"""Puts a reply into the outbox, after checking all that can be checked before it is sent."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from crm.auth.models import ApiToken, User
from crm.db import db
from crm.errors import N_, Conflict
from crm.pagelink import events
from crm.pagelink.models import (
    AnswerState,
    Conversation,
    Direction,
    Message,
    Reply,
    ReplyAnswer,
    ReplyState,
    Route,
)
from crm.pagelink.outbox.approving import must_be_approved
from crm.pagelink.outbox.checking import NoRouteLeft, check, posted_to
from crm.pagelink.service.conversations import touch
from crm.pagelink.turns import take_turns


class IdempotencyConflict(Conflict):
    """The same idempotency key came with another body."""

    sentence = N_("รหัสคำขอนี้ใช้กับข้อความอื่นไปแล้ว")


def queue(  # noqa: PLR0913 - the front door of the outbox; each is said by name
    conversation: Conversation,
    *,
    text: str,
    route: Route | None = None,
    target: Message | None = None,
    answers: Sequence[Message] | None = None,
    by: User | ApiToken | None,
    idempotency_key: str | None = None,
    photo: str | None = None,
    now: datetime,
) -> Reply:
    """Store a reply to be sent by the job; a person is a `User`, anybody else is software.

    Without `route` the best one that is open, without `target` the newest open message (else the
    newest), without `answers` the open ones of the target's author. It waits for approval where
    its author or the conversation is one that asks for it. `photo` is a file in the folder of
    photos. Raises EmptyText, TooLong, NoRouteLeft, RouteClosed, AlreadyReplied,
    PrivateLinkInPublic, NoPhotoThere, BrokenText, IdempotencyConflict.
    """
    take_turns(conversation.page_id)
    target = target or _newest(conversation)
    body = _hash(text, route, target, photo)
    earlier = _find_earlier(by, idempotency_key)
    if earlier:
        if earlier.body_hash != body:
            raise IdempotencyConflict
        return earlier
    by_software = not isinstance(by, User)
    rung = check(target, text, route, by_software=by_software, photo=photo, now=now)
    reply = _new_reply(target, rung.route, text, by, now)
    reply.idempotency_key, reply.body_hash, reply.photo_file = idempotency_key, body, photo
    if must_be_approved(conversation, by):
        reply.needs_approval, reply.state = True, ReplyState.WAITING
    db.session.add(reply)
    db.session.flush()
    _name_answers(reply, _open_of_author(target) if answers is None else answers)
    touch(conversation, now)
    events.reply_queued.send(reply, now=now)
    return reply


def _new_reply(
    target: Message, route: Route, text: str, by: User | ApiToken | None, now: datetime
) -> Reply:
    return Reply(
        page_id=target.page_id,
        conversation_id=target.conversation_id,
        target_message_id=target.id,
        target_external_id=posted_to(target, route),
        route=route,
        text=text,
        created_at=now,
        written_by_id=by.id if isinstance(by, User) else None,
        api_token_id=by.id if isinstance(by, ApiToken) else None,
    )


def _newest(conversation: Conversation) -> Message:
    inbound = db.session.query(Message).filter_by(
        conversation_id=conversation.id, direction=Direction.IN
    )
    newest_first = inbound.order_by(Message.created_at.desc(), Message.id.desc())
    is_open = Message.answer_state == AnswerState.OPEN
    found = newest_first.filter(is_open).first() or newest_first.first()
    if found is None:
        raise NoRouteLeft
    return found


def _open_of_author(target: Message) -> list[Message]:
    query = db.session.query(Message).filter_by(
        conversation_id=target.conversation_id, answer_state=AnswerState.OPEN
    )
    if target.identity_id is None:
        return query.filter_by(id=target.id).all()
    return query.filter_by(identity_id=target.identity_id).all()


def _name_answers(reply: Reply, messages: Sequence[Message]) -> None:
    for number in sorted({message.id for message in messages}):
        db.session.add(ReplyAnswer(reply_id=reply.id, message_id=number))
    db.session.flush()


def _find_earlier(by: User | ApiToken | None, key: str | None) -> Reply | None:
    if key is None:
        return None
    query = db.session.query(Reply).filter_by(idempotency_key=key)
    if isinstance(by, ApiToken):
        _take_turns_with_token(by)
        return query.filter_by(api_token_id=by.id).one_or_none()
    writer = by.id if isinstance(by, User) else None
    return query.filter_by(api_token_id=None, written_by_id=writer).one_or_none()


def _take_turns_with_token(token: ApiToken) -> None:
    """Its keys are its own on all Pages, so that two calls about two Pages take turns as well."""
    query = select(ApiToken.id).where(ApiToken.id == token.id)
    db.session.execute(query.with_for_update(key_share=True))


def _hash(text: str, route: Route | None, target: Message, photo: str | None) -> str:
    body = "\x1f".join((text, route or "", str(target.id), photo or ""))
    return hashlib.sha256(body.encode(errors="surrogatepass")).hexdigest()
