"""Reads the private conversations: the last active first, down to where nothing is new."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from crm.db import transaction
from crm.graph.budget import Purpose
from crm.graph.client import Answer, Body
from crm.graph.listing import Listing, ListPage
from crm.graph.sync import marks
from crm.graph.sync.asking import READABLE_MESSAGES
from crm.graph.sync.marks import Mark, MarkKind
from crm.graph.sync.run import Run
from crm.graph.translate import reads
from crm.graph.translate.reading import Author, identifier, mapping, moment, optional_text
from crm.pagelink.incoming import IncomingMessage

OVERLAP = timedelta(hours=1)
DEEP_OVERLAP = timedelta(days=7)
DEEP_EVERY = timedelta(days=1)


@dataclass(frozen=True)
class Thread:
    """One conversation as the list shows it, beside what was known of it."""

    thread_id: str
    row: Body
    person: Author | None
    asked_at: datetime
    updated: str | None
    count: int | None
    mark: Mark

    @property
    def has_moved(self) -> bool:
        """Whether it differs from the values read before its last complete reading."""
        seen = (self.mark.seen_updated, self.mark.seen_total)
        return not self.mark.is_known or seen != (self.updated, self.count)


def read(run: Run) -> None:
    """Read every conversation that moved; once a day also the quiet ones of the last days.

    The order is that of the last activity, which Facebook doesn't promise: therefore the daily
    deep reading (GRAPH_API.md §5).
    """
    run.spend_on(Purpose.THREADS)
    with transaction():
        mark = marks.load_one(run.page.id, MarkKind.THREADS, run.page.external_id)
    is_deep = not mark.visited_at or run.began_at - mark.visited_at > DEEP_EVERY
    until = mark.scanned_to - (DEEP_OVERLAP if is_deep else OVERLAP) if mark.scanned_to else None
    listing = run.asking.conversations()
    newest = mark.scanned_to
    for page in listing:
        _read_page(run, page, is_deep=is_deep)
        times = [time for row in page.rows if (time := moment(row.get("updated_time")))]
        newest = max([*times, *([newest] if newest else [])], default=None)
        if until and times and min(times) < until:
            break
    if listing.stopped:
        run.fell_short(str(listing.stopped))
        return
    _end(run, newest, run.began_at if is_deep else mark.visited_at)


def _read_page(run: Run, page: ListPage, *, is_deep: bool) -> None:
    threads = _threads(run, page)
    wanted = [thread for thread in threads if thread.has_moved or is_deep]
    messages = [message for thread in wanted for message in _messages(run, thread)]
    run.store(messages=messages)
    with transaction():
        marks.save_many(run.page.id, MarkKind.THREAD, [_as_read(thread) for thread in wanted])


def _threads(run: Run, page: ListPage) -> list[Thread]:
    by_id = {identifier(row.get("id")): row for row in page.rows}
    if by_id.pop(None, None) is not None:
        run.report.unreadable += 1
    ids = [thread_id for thread_id in by_id if thread_id]
    with transaction():
        known = marks.load(run.page.id, MarkKind.THREAD, ids)
    return [
        Thread(
            thread_id=thread_id,
            row=by_id[thread_id],
            person=reads.person_of(by_id[thread_id], run.page.external_id),
            asked_at=page.asked_at,
            updated=optional_text(by_id[thread_id].get("updated_time")),
            count=_whole(by_id[thread_id].get("message_count")),
            mark=known[thread_id],
        )
        for thread_id in ids
    ]


def _messages(run: Run, thread: Thread) -> Iterator[IncomingMessage]:
    """The readable messages of a conversation, from its newest down to what is surely known."""
    if not thread.person:
        run.report.unreadable += 1
        return
    known_to = thread.mark.scanned_to - OVERLAP if thread.mark.scanned_to else None
    readable = 0
    for page in _pages(run, thread):
        for message in _translated(run, thread, thread.person, page):
            readable += 1
            yield message
        times = [time for row in page.rows if (time := moment(row.get("created_time")))]
        is_known = known_to is not None and bool(times) and min(times) < known_to
        if readable >= READABLE_MESSAGES or is_known:
            return


def _pages(run: Run, thread: Thread) -> Iterable[ListPage]:
    """The nested first page, and what it leads on to where it says too little."""
    nested = Answer(mapping(thread.row.get("messages")), thread.asked_at)
    listing = Listing(run.client, thread.thread_id, nested)
    yield from listing
    if listing.stopped:
        run.fell_short(str(listing.stopped))


def _translated(
    run: Run, thread: Thread, person: Author, page: ListPage
) -> Iterator[IncomingMessage]:
    link = reads.conversation_link(thread.row)
    for row in page.rows:
        message = reads.private_message(
            row,
            page=run.page.external_id,
            thread=thread.thread_id,
            person=person,
            link=link,
            observed_at=page.asked_at,
        )
        if message:
            yield message


def _as_read(thread: Thread) -> dict[str, Any]:
    return {
        "object_id": thread.thread_id,
        "seen_updated": thread.updated,
        "seen_total": thread.count,
        "scanned_to": moment(thread.updated),
        "visited_at": thread.asked_at,
    }


def _end(run: Run, newest: datetime | None, deep_at: datetime | None) -> None:
    with transaction():
        marks.save(
            run.page.id,
            MarkKind.THREADS,
            run.page.external_id,
            scanned_to=newest or run.began_at,
            visited_at=deep_at,
        )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
