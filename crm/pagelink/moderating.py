"""Does on the Page what was asked for there: claim, act, read back, record; no network in a
transaction."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from crm.db import db, transaction
from crm.errors import N_
from crm.pagelink import channels
from crm.pagelink.channels import Channel, SendError, SendErrorKind, Standing
from crm.pagelink.incoming import IncomingMessage
from crm.pagelink.models import Act, ActState, Message, Moderation, Page
from crm.pagelink.outbox.claiming import detached, may_be_written_to
from crm.pagelink.receive import receive
from crm.pagelink.service.conversations import touch

MOST_A_PASS = 50
MOST_ATTEMPTS = 5
LEASE = timedelta(seconds=60)
PAUSE = timedelta(seconds=10)
PASSING = (SendErrorKind.TRANSIENT, SendErrorKind.RATE, SendErrorKind.TOKEN, SendErrorKind.DOUBT)
UNCHANGED = N_("เฟซบุ๊กรับคำสั่งแล้ว แต่อ่านกลับมายังไม่เปลี่ยน กรุณาตรวจดูที่เพจ")


@dataclass(frozen=True, slots=True)
class Task:
    """A claimed wish, free of the database."""

    id: int
    page: Page
    external_id: str
    act: Act
    text: str


def moderate_due(clock: Callable[[], datetime]) -> dict[str, int]:
    """Do once what is due; counts by outcome. Owns its transactions."""
    counts: Counter[str] = Counter()
    had: set[int] = set()
    while len(had) < MOST_A_PASS:
        with transaction():
            task = _claim(clock(), had)
        if task is None:
            break
        had.add(task.id)
        counts[_do(task, clock)] += 1
    return dict(counts)


def _claim(now: datetime, had: set[int]) -> Task | None:
    is_free = Moderation.state == ActState.QUEUED
    is_left = (Moderation.state == ActState.DOING) & (Moderation.until <= now)
    query = (
        select(Moderation)
        .join(Message, Message.id == Moderation.message_id)
        .join(Page, Page.id == Message.page_id)
        .where(or_(is_free, is_left), *may_be_written_to(), Moderation.id.not_in(had))
        .where(or_(Moderation.next_try_at.is_(None), Moderation.next_try_at <= now))
        .order_by(Moderation.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Moderation)
    )
    wish = db.session.scalars(query).first()
    if wish is None:
        return None
    wish.state, wish.until = ActState.DOING, now + LEASE
    wish.attempts += 1
    message = wish.message
    return Task(wish.id, detached(message.page), message.external_id, Act(wish.act), wish.text)


def _do(task: Task, clock: Callable[[], datetime]) -> str:
    channel = channels.get(task.page.channel)
    try:
        _act(channel, task)
        asked_at = clock()
        standing = channel.look_at(task.page, task.external_id)
    except SendError as error:
        with transaction():
            return _record_refusal(task, error, clock())
    with transaction():
        return _record(task, standing, asked_at)


def _act(channel: Channel, task: Task) -> None:
    if task.act == Act.EDIT:
        channel.edit(task.page, task.external_id, task.text)
        return
    act = {Act.HIDE: channel.hide, Act.SHOW: channel.unhide, Act.DELETE: channel.delete}[task.act]
    try:
        act(task.page, task.external_id)
    except SendError as error:
        if not (task.act == Act.DELETE and error.kind == SendErrorKind.GONE):
            raise


def _record(task: Task, standing: Standing | None, asked_at: datetime) -> str:
    """What Facebook shows now goes through the one door, as anything that is read there."""
    wish = db.session.get_one(Moderation, task.id)
    message = wish.message
    receive(message.page, messages=[_as_read(message, standing, asked_at)], now=asked_at)
    db.session.refresh(message)
    if task.act in (Act.HIDE, Act.SHOW):
        message.hidden_reason = wish.reason or None if message.hidden_at else None
    touch(message.conversation, asked_at)
    wish.until, wish.done_at = None, asked_at
    if not _is_so(task, standing):
        wish.state, wish.error = ActState.FAILED, UNCHANGED
        return "unchanged"
    wish.state, wish.error = ActState.DONE, None
    return "done"


def _as_read(message: Message, standing: Standing | None, asked_at: datetime) -> IncomingMessage:
    return IncomingMessage(
        kind=message.kind,
        external_id=message.external_id,
        direction=message.direction,
        observed_at=asked_at,
        origin="moderation",
        text=standing.text if standing else None,
        hidden=standing.hidden if standing else None,
        deleted=standing is None,
    )


def _is_so(task: Task, standing: Standing | None) -> bool:
    if standing is None:
        return task.act == Act.DELETE
    if task.act == Act.EDIT:
        return standing.text.split() == task.text.split()
    return task.act != Act.DELETE and standing.hidden == (task.act == Act.HIDE)


def _record_refusal(task: Task, error: SendError, now: datetime) -> str:
    wish = db.session.get_one(Moderation, task.id)
    wish.until, wish.error = None, error.sentence
    touch(wish.message.conversation, now)
    if error.kind in PASSING and wish.attempts < MOST_ATTEMPTS:
        wish.state, wish.next_try_at = ActState.QUEUED, now + PAUSE * wish.attempts
        return "waiting"
    wish.state, wish.done_at = ActState.FAILED, now
    return "failed"
