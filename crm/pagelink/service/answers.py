"""What a person decides about messages: no answer needed, none possible, or wanted after all."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from crm.auth.models import User
from crm.auth.service import audit
from crm.db import db
from crm.errors import N_, CrmError
from crm.pagelink import ledger
from crm.pagelink.models import AnswerState, Direction, Message, Page

BATCH = 500


class NoReason(CrmError):
    """Why no answer is needed or possible must be said."""

    sentence = N_("กรุณาระบุเหตุผลที่ไม่ต้องตอบ")


def needs_none(messages: Sequence[Message], reason: str, *, by: User | None, now: datetime) -> None:
    """Close open messages without an answer; raises NoReason."""
    _close(messages, AnswerState.NEEDS_NONE, reason, by=by, now=now)


def impossible(messages: Sequence[Message], reason: str, *, by: User | None, now: datetime) -> None:
    """Close open messages to which no answer can be given; raises NoReason."""
    _close(messages, AnswerState.IMPOSSIBLE, reason, by=by, now=now)


def reopen(messages: Sequence[Message], *, by: User | None, now: datetime) -> None:
    """Want an answer all the same, whatever the ledger said so far."""
    for message in messages:
        message.reopened_at = now
        message.answer_state, message.answer_reason = AnswerState.OPEN, None
        audit("message_reopened", message, by=by, now=now)
    balance_messages(messages, now)


def start_answering_from(page: Page, since: datetime, *, by: User | None, now: datetime) -> None:
    """Move the day before which nothing needs an answer, and balance what lies between."""
    earliest, latest = sorted((page.answering_since, since))
    page.answering_since = since
    audit("answering_since_set", page, by=by, now=now, since=since.isoformat())
    db.session.flush()
    moved = select(Message.conversation_id).where(
        Message.page_id == page.id,
        Message.direction == Direction.IN,
        Message.created_at >= earliest,
        Message.created_at < latest,
    )
    numbers = sorted(set(db.session.scalars(moved)))
    for start in range(0, len(numbers), BATCH):
        ledger.balance(page, numbers[start : start + BATCH], now)


def _close(
    messages: Sequence[Message],
    state: AnswerState,
    reason: str,
    *,
    by: User | None,
    now: datetime,
) -> None:
    if not reason.strip() or reason.strip() in ledger.AUTOMATIC:
        raise NoReason
    closed = [message for message in messages if message.answer_state == AnswerState.OPEN]
    for message in closed:
        message.answer_state, message.answer_reason = state, reason.strip()
        message.answered_at = now
        audit(state, message, by=by, now=now, reason=reason.strip())
    balance_messages(closed, now)


def balance_messages(messages: Iterable[Message], now: datetime) -> None:
    """Work out the ledger anew where these messages stand, after a person decided on them."""
    db.session.flush()
    by_page: dict[Page, set[int]] = {}
    for message in messages:
        by_page.setdefault(message.page, set()).add(message.conversation_id)
    for page, numbers in by_page.items():
        ledger.balance(page, numbers, now, changed=numbers)
    db.session.expire_all()
