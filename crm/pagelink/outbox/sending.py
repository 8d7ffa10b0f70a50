"""One pass over the outbox: claim, send, record; what is in doubt is looked for, never repeated."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select

from crm.db import db, transaction
from crm.pagelink import channels
from crm.pagelink.channels import SendError, SendErrorKind
from crm.pagelink.models import Page, Reply
from crm.pagelink.outbox import outcomes
from crm.pagelink.outbox.claiming import (
    UNDECIDED,
    Due,
    Task,
    claim_to_look,
    claim_to_send,
    may_be_written_to,
    pages_with_work,
    void_leases,
)

log = logging.getLogger(__name__)

MOST_A_PASS = 200
STOPPING = (SendErrorKind.RATE, SendErrorKind.TOKEN, SendErrorKind.POLICY)

Clock = Callable[[], datetime]


def send_due(
    now: datetime, *, page: Page | None = None, disregard_next_try: bool = False
) -> dict[str, int]:
    """Work once through what is due, and give counts by outcome.

    Owns its transactions, one a step; the network is used between them. Public replies keep the
    Page's pace, so that a pass sends few of them: what is left goes with the next pass. Replies
    in doubt are looked for first, within 20 seconds of the doubt.
    """
    clock = _clock_from(now)
    counts: Counter[str] = Counter()
    with transaction():
        counts["unknown"] += void_leases(now)
        numbers = pages_with_work(page)
    for number in numbers:
        try:
            counts.update(_serve(number, clock, disregard_next_try))
        except Exception:
            log.exception("the outbox of page %s failed", number)
            counts["broken"] += 1
    return {outcome: count for outcome, count in counts.items() if count}


def remaining(page: Page | None = None) -> int:
    """How many replies are not final yet, on Pages that may be written to."""
    query = (
        select(func.count(Reply.id))
        .join(Page, Reply.page_id == Page.id)
        .where(Reply.state.in_(UNDECIDED), *may_be_written_to())
    )
    if page is not None:
        query = query.where(Reply.page_id == page.id)
    return db.session.scalar(query) or 0


def _clock_from(start: datetime) -> Clock:
    """Goes on from `start`, since a pass over a slow network takes its time."""
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


def _serve(page_id: int, clock: Clock, disregard_next_try: bool) -> Counter[str]:
    counts: Counter[str] = Counter()
    for claim, act in ((claim_to_look, _look), (claim_to_send, _send)):
        had: set[int] = set()
        while len(had) < MOST_A_PASS:
            with transaction():
                task = claim(page_id, clock(), Due(disregard_next_try, had))
            if task is None:
                break
            had.add(task.outgoing.reply_id)
            outcome, is_stopped = act(task, clock)
            counts[outcome] += 1
            if is_stopped:
                return counts
    return counts


def _send(task: Task, clock: Clock) -> tuple[str, bool]:
    """The outcome of one attempt, and whether the Page must be left alone for now."""
    channel = channels.get(task.page.channel)
    try:
        sent = channel.send(task.page, task.outgoing, clock())
    except SendError as error:
        with transaction():
            outcome = outcomes.record_refusal(task.outgoing, error, clock())
        return outcome, error.kind in STOPPING
    with transaction():
        return outcomes.record_sent(task.outgoing, sent, clock()), False


def _look(task: Task, clock: Clock) -> tuple[str, bool]:
    channel = channels.get(task.page.channel)
    started_at = clock()
    try:
        found = channel.settle(task.page, task.outgoing)
    except SendError as error:
        with transaction():
            outcome = outcomes.record_blind_look(task.outgoing, error, clock())
        return outcome, error.kind in STOPPING
    with transaction():
        return outcomes.record_look(task.outgoing, found, started_at), False
