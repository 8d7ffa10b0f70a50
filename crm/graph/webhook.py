"""Webhooks: keeps each body as it came, and takes in later what it says."""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from crm.db import db, is_sqlite
from crm.errors import NotFound
from crm.graph import forgetting
from crm.graph.authors import with_known_visitors
from crm.graph.errors import ErrorClass, GraphError
from crm.graph.models import WebhookEvent
from crm.graph.translate.events import Understood, understand
from crm.pagelink.incoming import IncomingMessage, IncomingPost
from crm.pagelink.models import Health, Page
from crm.pagelink.queries import find_page
from crm.pagelink.receive import receive
from crm.pagelink.service import set_health, stop_sending_everywhere

LARGEST_BODY = 5 * 1024 * 1024
SIGNATURE_PREFIX = "sha256="
ITEMS_AT_ONCE = 200
BODIES_AT_ONCE = 8
BYTES_AT_ONCE = 64 * 1024
REASONS_KEPT = 3
KEPT_AFTER_SUCCESS = timedelta(days=7)


@dataclass(frozen=True)
class Item:
    """One thing that a body says about one Page."""

    event_id: int
    page_id: str
    incoming: IncomingPost | IncomingMessage


class EventState(StrEnum):
    """A body is new until it was taken in; then done, or kept: not all of it was understood.

    Failed: some of it was understood and could not be stored.
    """

    NEW = "new"
    DONE = "done"
    KEPT = "kept"
    FAILED = "failed"


def is_signed(raw: bytes, signature: str | None, app_secret: str) -> bool:
    """Whether Facebook's signature is right for the bytes as they came (GRAPH_API.md §7.3)."""
    if not app_secret or not signature or not signature.startswith(SIGNATURE_PREFIX):
        return False
    wanted = hmac.new(app_secret.encode(), raw, hashlib.sha256).hexdigest()
    given = signature.removeprefix(SIGNATURE_PREFIX)
    return hmac.compare_digest(wanted.encode(), given.encode())


def is_verified(mode: str | None, token: str | None, verify_token: str) -> bool:
    """Whether a verification call knows the token that this installation chose."""
    if mode != "subscribe" or not token or not verify_token:
        return False
    return hmac.compare_digest(token.encode(), verify_token.encode())


def keep(raw: bytes, *, now: datetime) -> bool:
    """Store a body once, before anything else is done with it; False if it was there already."""
    insert = (sqlite if is_sqlite() else postgresql).insert(WebhookEvent)
    kept = db.session.execute(
        insert.values(
            sha256=hashlib.sha256(raw).hexdigest(),
            body=raw,
            state=EventState.NEW,
            received_at=now,
            attempts=0,
            skipped=0,
        )
        .on_conflict_do_nothing(index_elements=["sha256"])
        .returning(WebhookEvent.id)
    )
    return kept.first() is not None


def waiting_groups() -> list[list[int]]:
    """The bodies that wait, oldest first, in groups small enough to be taken in at once."""
    query = (
        select(WebhookEvent.id, func.length(WebhookEvent.body))
        .where(WebhookEvent.state == EventState.NEW)
        .order_by(WebhookEvent.id)
        .limit(500)
    )
    groups: list[list[int]] = []
    room = 0
    for number, size in db.session.execute(query):
        if not groups or size > room or len(groups[-1]) >= BODIES_AT_ONCE:
            groups.append([])
            room = BYTES_AT_ONCE
        groups[-1].append(number)
        room -= size
    return groups


def take_in_together(event_ids: Sequence[int], *, now: datetime) -> list[EventState]:
    """Store what some bodies say at once, which is many times quicker than one by one.

    Those that another worker has are left to it. Either all are taken in or none. What they repeat
    of messages that were erased is struck out of them.
    """
    events = [event for number in event_ids if (event := _claim(number))]
    read = {event.id: _read(event) for event in events}
    merged: dict[str, Understood] = {}
    for by_page in read.values():
        for page_id, said in by_page.items():
            merged.setdefault(page_id, Understood()).join(said)
    pages = {page_id: page for page_id in merged if (page := find_page(page_id))}
    erased: set[str] = set()
    for page_id, page in pages.items():
        erased.update(_receive(page, merged[page_id], now))
    for event in events if erased else ():
        forgetting.strike_out(event, erased)
    return [_conclude(event, _skips(read[event.id], pages), now) for event in events]


def _skips(by_page: Mapping[str, Understood], pages: Collection[str]) -> list[str]:
    """Why each skipped item was skipped; of a Page that isn't ours, all are."""
    skips: list[str] = []
    for page, said in by_page.items():
        is_strange = bool(page) and page not in pages
        skips += [f"unknown page {page[:40]}"] * said.size if is_strange else said.skips
    return skips


def take_in(event_id: int, *, now: datetime) -> EventState | None:
    """Store what a body says; None if another worker has it or had it.

    What isn't understood, or is about a Page that is not ours, is counted and the body kept, so
    that it can be run again.
    """
    return next(iter(take_in_together([event_id], now=now)), None)


def items_of(event_id: int) -> list[Item]:
    """The translated items of a body, one by one, for when they can't be taken in together."""
    event = db.session.get_one(WebhookEvent, event_id)
    return [
        Item(event_id, page_id, incoming)
        for page_id, said in _read(event).items()
        for incoming in said.items
    ]


def receive_one(item: Item, *, now: datetime) -> None:
    """Take in a single item, struck out if it was erased; of a Page that isn't ours, nothing."""
    page = find_page(item.page_id)
    if page is None:
        return
    if isinstance(item.incoming, IncomingPost):
        received = receive(page, posts=with_known_visitors(page.id, [item.incoming]), now=now)
    else:
        received = receive(page, messages=[item.incoming], now=now)
    if received.erased:
        event = db.session.get_one(WebhookEvent, item.event_id)
        forgetting.strike_out(event, received.erased)


def note_failure(event_id: int, error: Exception) -> None:
    """Remember that a body could not be taken in at once, and why."""
    event = db.session.get_one(WebhookEvent, event_id)
    event.attempts += 1
    event.error = type(error).__name__


def conclude(event_id: int, lost: int, *, now: datetime) -> EventState:
    """End taking in a body item by item, of which `lost` failed; those wait for an admin."""
    event = db.session.get_one(WebhookEvent, event_id)
    read = _read(event)
    skips = _skips(read, {page_id for page_id in read if find_page(page_id)})
    state = _conclude(event, skips + ["not stored"] * lost, now)
    if lost:
        event.state = state = EventState.FAILED
    return state


def set_aside(event_id: int, error: Exception, *, now: datetime) -> EventState:
    """Leave a body that nothing could be made of to an admin, so that it holds up no other."""
    event = db.session.get_one(WebhookEvent, event_id)
    event.attempts += 1
    event.state, event.error, event.processed_at = EventState.FAILED, type(error).__name__, now
    return EventState.FAILED


def run_again(event_id: int) -> None:
    """Let a kept or failed body be taken in once more; raises NotFound."""
    event = db.session.get(WebhookEvent, event_id)
    if event is None:
        raise NotFound
    event.state, event.attempts, event.error = EventState.NEW, 0, None


def purge(*, now: datetime) -> int:
    """Forget the bodies that were wholly taken in some days ago; returns how many."""
    old = delete(WebhookEvent).where(
        WebhookEvent.state == EventState.DONE,
        WebhookEvent.processed_at < now - KEPT_AFTER_SUCCESS,
    )
    return int(db.session.execute(old).rowcount)  # type: ignore[attr-defined]


def counts() -> dict[str, int]:
    """How many bodies are in each state, for the admin page."""
    query = select(WebhookEvent.state, func.count()).group_by(WebhookEvent.state)
    return {str(state): number for state, number in db.session.execute(query)}


def _claim(event_id: int) -> WebhookEvent | None:
    query = (
        select(WebhookEvent)
        .where(WebhookEvent.id == event_id, WebhookEvent.state == EventState.NEW)
        .with_for_update(skip_locked=True)
    )
    return db.session.scalars(query).one_or_none()


def _read(event: WebhookEvent) -> dict[str, Understood]:
    try:
        body = json.loads(event.body)
    except (ValueError, RecursionError):
        return {"": Understood(skips=["no JSON"])}
    return understand(body, received_at=event.received_at)


def _conclude(event: WebhookEvent, skips: Sequence[str], now: datetime) -> EventState:
    state = EventState.KEPT if skips else EventState.DONE
    event.state, event.skipped, event.processed_at = state, len(skips), now
    if skips:
        event.error = _in_short([*([event.error] if event.error else []), *skips])
    return state


def _in_short(reasons: Sequence[str]) -> str:
    """The commonest reasons, each once with how often it came."""
    commonest = Counter(reasons).most_common(REASONS_KEPT)
    return "; ".join(f"{why} (x{times})" if times > 1 else why for why, times in commonest)


def _receive(page: Page, said: Understood, now: datetime) -> list[str]:
    """Hand on what was said about one Page; gives what of it had been erased."""
    if said.is_blocked:
        sentence = GraphError(ErrorClass.POLICY).sentence
        set_health(page, Health.BLOCKED, sentence, now)
        stop_sending_everywhere(page.channel, now=now)
    posts = with_known_visitors(page.id, said.posts)
    erased: list[str] = []
    for start in range(0, len(posts), ITEMS_AT_ONCE):
        erased += receive(page, posts=posts[start : start + ITEMS_AT_ONCE], now=now).erased
    for start in range(0, len(said.messages), ITEMS_AT_ONCE):
        part = said.messages[start : start + ITEMS_AT_ONCE]
        erased += receive(page, messages=part, now=now).erased
    return erased
