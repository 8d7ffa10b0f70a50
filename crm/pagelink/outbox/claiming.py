"""Which reply is next, and who works on it: leases, so that two workers never send the same."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import inspect, or_, select, update
from sqlalchemy.orm import aliased

from crm import jobs
from crm.db import db
from crm.pagelink.channels import Outgoing
from crm.pagelink.models import Health, Page, Reply, ReplyState, Route
from crm.pagelink.receive.replies import marker
from crm.pagelink.turns import take_turns

LEASE = timedelta(seconds=60)
UNDECIDED = (ReplyState.QUEUED, ReplyState.SENDING, ReplyState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Task:
    """A claimed reply and its Page, both free of the database."""

    page: Page
    outgoing: Outgoing


@dataclass(frozen=True, slots=True)
class Due:
    """Which replies a pass takes: those that it had are not taken again."""

    disregards_next_try: bool
    but_not: Collection[int] = ()


def void_leases(now: datetime) -> int:
    """Where a worker's time ran out or its process is gone, nobody knows what happened."""
    held = select(Reply.owner).where(Reply.state == ReplyState.SENDING, Reply.owner.is_not(None))
    gone = {owner for owner in db.session.scalars(held.distinct()) if owner and jobs.is_gone(owner)}
    statement = (
        update(Reply)
        .where(
            Reply.state == ReplyState.SENDING, or_(Reply.until <= now, Reply.owner.in_(list(gone)))
        )
        .values(state=ReplyState.UNKNOWN, doubted_at=now, next_try_at=None, owner=None, until=None)
    )
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]


def pages_with_work(page: Page | None) -> list[int]:
    """The Pages on which something isn't decided yet and that may be written to."""
    query = (
        select(Reply.page_id)
        .join(Page, Reply.page_id == Page.id)
        .where(Reply.state.in_(UNDECIDED), *may_be_written_to())
        .distinct()
        .order_by(Reply.page_id)
    )
    if page is not None:
        query = query.where(Reply.page_id == page.id)
    return list(db.session.scalars(query))


def may_be_written_to() -> tuple[Any, ...]:
    """The conditions under which anything may be sent from a Page at all."""
    return (Page.active, Page.sending_stopped_at.is_(None), Page.health != Health.TOKEN)


def claim_to_send(page_id: int, now: datetime, due: Due) -> Task | None:
    """The next reply of a Page that is due, at the Page's pace, in the order of each
    conversation: one in doubt keeps those behind it waiting, so that none overtakes it."""
    page = _page_in_turn(page_id)
    if page is None:
        return None
    earlier = aliased(Reply)
    is_behind = (
        select(earlier.id)
        .where(
            earlier.conversation_id == Reply.conversation_id,
            earlier.id < Reply.id,
            earlier.state.in_(UNDECIDED),
        )
        .exists()
    )
    query = _query(page_id, ReplyState.QUEUED, now, due).where(~is_behind)
    if not _may_write_in_public(page, now):
        query = query.where(Reply.route != Route.COMMENT)
    reply = db.session.scalars(query).first()
    if reply is None:
        return None
    reply.state = ReplyState.SENDING
    reply.attempts += 1
    reply.attempted_at = reply.attempted_at or now
    if reply.route == Route.COMMENT:
        page.last_public_reply_at = now
    return _task(page, reply, now)


def claim_to_look(page_id: int, now: datetime, due: Due) -> Task | None:
    """The next reply whose fate is unknown and that nobody looks for at the moment."""
    page = _page_in_turn(page_id)
    free = or_(Reply.until.is_(None), Reply.until <= now)
    query = _query(page_id, ReplyState.UNKNOWN, now, due).where(free)
    reply = db.session.scalars(query).first() if page else None
    return _task(page, reply, now) if page and reply else None


def _page_in_turn(page_id: int) -> Page | None:
    take_turns(page_id)
    query = select(Page).where(Page.id == page_id, *may_be_written_to())
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _query(page_id: int, state: ReplyState, now: datetime, due: Due) -> Any:
    query = select(Reply).where(Reply.page_id == page_id, Reply.state == state)
    if due.but_not:
        query = query.where(Reply.id.not_in(list(due.but_not)))
    if not due.disregards_next_try:
        query = query.where(or_(Reply.next_try_at.is_(None), Reply.next_try_at <= now))
    query = query.order_by(Reply.next_try_at.is_not(None), Reply.id).limit(1)
    locked = query.with_for_update(skip_locked=True, of=Reply)
    return locked.execution_options(populate_existing=True)


def _may_write_in_public(page: Page, now: datetime) -> bool:
    last = page.last_public_reply_at
    return last is None or last + timedelta(seconds=page.reply_seconds) <= now


def _task(page: Page, reply: Reply, now: datetime) -> Task:
    reply.owner = jobs.this_worker()
    reply.until = now + LEASE
    person, author = reply.target_external_id, reply.target.identity
    is_private = reply.route in (Route.MESSAGE, Route.HUMAN_AGENT)
    outgoing = Outgoing(
        reply_id=reply.id,
        route=Route(reply.route),
        text=reply.text,
        target_external_id=reply.target_external_id,
        target_kind=reply.target.kind,
        person_external_id=person if is_private else None,
        thread_external_id=reply.conversation.thread_external_id,
        marker=marker(reply.id),
        by_software=reply.is_by_software,
        since=reply.attempted_at,
        author_external_id=author.external_id if author else None,
        photo=reply.photo_file,
        until=reply.until,
    )
    db.session.flush()
    return Task(detached(page), outgoing)


def detached(page: Page) -> Page:
    """A copy that no session knows: reading it can't open a transaction."""
    return Page(**{column.key: getattr(page, column.key) for column in inspect(Page).column_attrs})
