"""Records what became of an attempt; each function runs in one transaction of its own."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from crm.db import db
from crm.errors import N_
from crm.pagelink import events, fate, ledger
from crm.pagelink.channels import Outgoing, SendError, SendErrorKind, Sent
from crm.pagelink.incoming import IncomingMessage, message_key
from crm.pagelink.models import (
    Direction,
    Health,
    Kind,
    Message,
    Page,
    Post,
    Reply,
    ReplyState,
    Route,
)
from crm.pagelink.receive import receive
from crm.pagelink.service.conversations import touch
from crm.pagelink.service.pages import set_health, stop_sending_everywhere
from crm.pagelink.turns import take_turns

SETTLE_DELAY = timedelta(seconds=20)
LOOK_EVERY = timedelta(seconds=4)
MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=30)
RATE_PAUSE = timedelta(minutes=5)

GIVEN_UP = N_("ลองส่งหลายครั้งแล้วไม่สำเร็จ กรุณาตรวจดูที่เพจก่อนส่งอีกครั้ง")
NOT_TO_BE_SEEN = N_("ตรวจไม่ได้ว่าข้อความนี้ถึงผู้ใช้บริการแล้วหรือไม่ กรุณาเปิดดูในกล่องข้อความของเพจก่อนส่งอีกครั้ง")
LOOKED_FOR = timedelta(minutes=10)
NEVER_SHOWN = (SendErrorKind.PERMISSION, SendErrorKind.BUG, SendErrorKind.WINDOW)
NOT_FINAL = (SendErrorKind.TRANSIENT, SendErrorKind.RATE, SendErrorKind.TOKEN)


def record_sent(outgoing: Outgoing, sent: Sent, now: datetime) -> str:
    """The channel said under which id it stands: keep it, and the message that it became."""
    reply = _locked(outgoing)
    if reply.state == ReplyState.SENT:
        return "sent"
    if _claimant(reply, sent) is not None:
        return _doubt(reply, None, now)
    reply.external_id = sent.external_id
    db.session.flush()
    told = _as_message(reply, sent, now)
    if told is not None:
        receive(reply.page, messages=[told], now=now)
        _bind(reply, told, now)
    if reply.state != ReplyState.SENT:
        fate.sent(reply, at=sent.created_at or now, now=now)
    numbers = {reply.conversation_id}
    ledger.balance(reply.page, numbers, now, changed=numbers)
    return "sent"


def record_refusal(outgoing: Outgoing, error: SendError, now: datetime) -> str:
    """One behaviour for each kind of refusal (DESIGN.md §5).

    Of a worker whose lease has run out it counts no more: another may be sending meanwhile.
    """
    reply = _locked(outgoing)
    if reply.state != ReplyState.SENDING or reply.until != outgoing.until:
        return "sent" if reply.state == ReplyState.SENT else "waiting"
    touch(reply.conversation, now)
    _tell_page(reply.page, error, now)
    is_repeat = reply.doubted_at is not None and _may_be_ours(reply, error)
    if error.kind == SendErrorKind.DOUBT or (is_repeat and reply.attempts < MOST_ATTEMPTS):
        return _doubt(reply, error, now)
    if reply.doubted_at is None:
        reply.attempted_at = None
    is_worn_out = error.kind == SendErrorKind.TRANSIENT and reply.attempts >= MOST_ATTEMPTS
    if error.kind in NOT_FINAL and not is_worn_out:
        return _wait(reply, error, now)
    return _fail(reply, error.sentence, error.kind, now)


def record_look(outgoing: Outgoing, found: Sequence[Sent], started_at: datetime) -> str:
    """What looking brought: it stands there, or it may yet appear, or it is sent again."""
    reply = _locked(outgoing)
    if reply.state != ReplyState.UNKNOWN:
        return "sent" if reply.state == ReplyState.SENT else "waiting"
    for one in found:
        if _claimant(reply, one) is None and not _stood_before(reply, one):
            return record_sent(outgoing, one, started_at)
    fate.release(reply)
    if reply.doubted_at and started_at < reply.doubted_at + SETTLE_DELAY:
        reply.next_try_at = started_at + LOOK_EVERY
        return "waiting"
    touch(reply.conversation, started_at)
    if reply.attempts >= MOST_ATTEMPTS:
        return _fail(reply, GIVEN_UP, SendErrorKind.DOUBT, started_at)
    reply.state = ReplyState.QUEUED
    return "queued again"


def record_blind_look(outgoing: Outgoing, error: SendError, now: datetime) -> str:
    """It couldn't be looked for: the doubt stays, and nothing is sent before it is settled.

    Where the place itself is gone, whatever was written there is gone too. Where the channel will
    never let us look, a person is told to, once the echo has had its time.
    """
    reply = _locked(outgoing)
    if reply.state != ReplyState.UNKNOWN:
        return "sent" if reply.state == ReplyState.SENT else "waiting"
    _tell_page(reply.page, error, now)
    if error.kind == SendErrorKind.GONE:
        touch(reply.conversation, now)
        return _fail(reply, error.sentence, error.kind, now)
    has_had_its_time = reply.doubted_at is not None and now - reply.doubted_at >= LOOKED_FOR
    if error.kind in NEVER_SHOWN and has_had_its_time:
        touch(reply.conversation, now)
        return _fail(reply, NOT_TO_BE_SEEN, SendErrorKind.DOUBT, now)
    fate.release(reply)
    reply.next_try_at = now + _pause(error, reply.attempts)
    return "waiting"


def _locked(outgoing: Outgoing) -> Reply:
    reply = db.session.get_one(Reply, outgoing.reply_id)
    take_turns(reply.page_id)
    db.session.refresh(reply)
    return reply


def _may_be_ours(reply: Reply, error: SendError) -> bool:
    """Whether it may be refused because our own earlier attempt has arrived: a private reply is
    taken once only."""
    is_taken_once = reply.route == Route.PRIVATE_REPLY and error.kind == SendErrorKind.WINDOW
    return is_taken_once or error.kind == SendErrorKind.DUPLICATE


def _claimant(reply: Reply, sent: Sent) -> Reply | None:
    """Another reply that stands under this id already."""
    message = _find(reply, sent.external_id)
    query = db.session.query(Reply).filter(Reply.page_id == reply.page_id, Reply.id != reply.id)
    same_id = Reply.external_id == sent.external_id
    bound = Reply.sent_message_id == (message.id if message else 0)
    return query.filter(same_id | bound).first()


def _stood_before(reply: Reply, sent: Sent) -> bool:
    """Whether it was known before the first attempt, so that it can't be ours."""
    message = _find(reply, sent.external_id)
    if message is None or reply.attempted_at is None:
        return False
    return message.received_at < reply.attempted_at


def _find(reply: Reply, external_id: str) -> Message | None:
    kind = Kind.COMMENT if reply.route == Route.COMMENT else Kind.MESSAGE
    query = db.session.query(Message).filter_by(page_id=reply.page_id, kind=kind)
    return query.filter_by(key=message_key(kind, external_id)).one_or_none()


def _as_message(reply: Reply, sent: Sent, now: datetime) -> IncomingMessage | None:
    """What the reply became; None for a private reply of which the person isn't told."""
    is_public = reply.route == Route.COMMENT
    is_private_reply = reply.route == Route.PRIVATE_REPLY
    person = sent.person_external_id or (None if is_private_reply else reply.target_external_id)
    if not is_public and person is None:
        return None
    is_below_comment = is_public and reply.target.kind == Kind.COMMENT
    return IncomingMessage(
        kind=Kind.COMMENT if is_public else Kind.MESSAGE,
        external_id=sent.external_id,
        direction=Direction.OUT,
        observed_at=now,
        origin="outbox",
        created_at=sent.created_at or now,
        text=reply.text,
        author_external_id=reply.page.external_id,
        author_name=reply.page.name,
        person_external_id=None if is_public else person,
        post_external_id=_post_of(reply) if is_public else None,
        parent_external_id=reply.target_external_id if is_below_comment else None,
    )


def _post_of(reply: Reply) -> str | None:
    post = db.session.get(Post, reply.target.post_id) if reply.target.post_id else None
    return post.external_id if post else None


def _bind(reply: Reply, told: IncomingMessage, now: datetime) -> None:
    """The message may have been stored before the answer came: then it wasn't new to receive."""
    db.session.refresh(reply)
    message = _find(reply, told.external_id)
    if reply.sent_message_id is None and message is not None:
        fate.arrived(reply, message, now=now)
        ledger.balance(reply.page, {message.conversation_id}, now)


def _doubt(reply: Reply, error: SendError | None, now: datetime) -> str:
    fate.release(reply)
    reply.state = ReplyState.UNKNOWN
    reply.doubted_at = now
    reply.error = error.sentence if error else reply.error
    reply.error_class = SendErrorKind.DOUBT
    return "unknown"


def _wait(reply: Reply, error: SendError, now: datetime) -> str:
    fate.release(reply)
    reply.state = ReplyState.QUEUED
    reply.next_try_at = now + _pause(error, reply.attempts)
    reply.error, reply.error_class = error.sentence, error.kind
    return "waiting"


def _fail(reply: Reply, sentence: str, kind: SendErrorKind, now: datetime) -> str:
    fate.release(reply)
    reply.state = ReplyState.FAILED
    reply.error, reply.error_class = sentence, kind
    db.session.flush()
    events.reply_failed.send(reply, now=now)
    return "failed"


def _pause(error: SendError, attempts: int) -> timedelta:
    if error.retry_after is not None:
        return timedelta(seconds=error.retry_after)
    if error.kind == SendErrorKind.RATE:
        return RATE_PAUSE
    return min(FIRST_PAUSE * (1 << min(attempts, 10)), LONGEST_PAUSE)


def _tell_page(page: Page, error: SendError, now: datetime) -> None:
    """A dead token stops this Page; a block for policy stops sending everywhere on the channel."""
    if error.kind == SendErrorKind.TOKEN:
        set_health(page, Health.TOKEN, error.sentence, now)
    if error.kind == SendErrorKind.POLICY:
        set_health(page, Health.BLOCKED, error.sentence, now)
        stop_sending_everywhere(page.channel, now=now)
