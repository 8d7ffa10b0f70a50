"""Reads the private conversations: the last active first, down to where nothing is new."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from crm.db import transaction
from crm.graph.budget import Purpose
from crm.graph.client import Answer, Body
from crm.graph.errors import ENDS_THE_PASS, GraphError
from crm.graph.listing import Listing, ListPage
from crm.graph.sync import marks
from crm.graph.sync.asking import READABLE_MESSAGES
from crm.graph.sync.marks import Mark, MarkKind
from crm.graph.sync.run import Run
from crm.graph.translate import reads
from crm.graph.translate.reading import Author, identifier, mapping, moment, optional_text
from crm.pagelink.incoming import IncomingMessage

OVERLAP = timedelta(hours=1)
DEEP = timedelta(days=7)
DEEP_EVERY = timedelta(hours=20)
"""With a few hours for its slices, every conversation is read anew within the day."""

SLICE_EVERY = timedelta(minutes=10)
ROOM_FOR_MORE = 10
NEXT, READ_AT = "next", "read_at"


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
    """Read every conversation that moved, down to where nothing is new."""
    run.spend_on(Purpose.THREADS)
    mark = _mark(run)
    until = mark.scanned_to - OVERLAP if mark.scanned_to else None
    listing = run.asking.conversations()
    newest = mark.scanned_to
    for page in listing:
        _read_page(run, page, is_deep=False)
        times = _times(page)
        newest = max([*times, *([newest] if newest else [])], default=None)
        if until and times and min(times) < until:
            break
    if listing.stopped:
        run.fell_short(str(listing.stopped))
        return
    with transaction():
        marks.save(
            run.page.id,
            MarkKind.THREADS,
            run.page.external_id,
            scanned_to=newest or run.began_at,
            visited_at=mark.visited_at or run.began_at,
        )


def read_deep(run: Run) -> None:
    """Read the quiet conversations of the last days too, once a day, a page of them at a time.

    Facebook doesn't promise that the list is in the order of the last activity, and an edit moves
    nothing (GRAPH_API.md §5). A whole week at once would be more calls than a quiet pass may
    spend, so the reading goes on where the last slice ended; where that place is gone, it begins
    again.
    """
    while run.calls_left_to_look and not run.is_out_of_time:
        mark = _mark(run)
        if not _is_slice_due(run, mark):
            return
        run.spend_on(Purpose.THREADS)
        try:
            _read_slice(run, mark)
        except GraphError as error:
            if error.behaviour in ENDS_THE_PASS:
                raise
            _keep_place(run, {})
            return


def _is_slice_due(run: Run, mark: Mark) -> bool:
    state = mark.state or {}
    if NEXT not in state:
        return mark.visited_at is not None and run.began_at - mark.visited_at > DEEP_EVERY
    has_rested = run.began_at - datetime.fromisoformat(state[READ_AT]) >= SLICE_EVERY
    return has_rested or run.calls_left_to_look >= ROOM_FOR_MORE


def _read_slice(run: Run, mark: Mark) -> None:
    state = mark.state or {}
    listing = Listing(run.client, state[NEXT]) if NEXT in state else run.asking.conversations()
    page = next(iter(listing), None)
    if page:
        _read_page(run, page, is_deep=True)
    is_past = page is not None and any(time < run.began_at - DEEP for time in _times(page))
    if is_past or not listing.next_path:
        with transaction():
            marks.save(
                run.page.id,
                MarkKind.THREADS,
                run.page.external_id,
                visited_at=run.began_at,
                state=None,
            )
        return
    _keep_place(run, {NEXT: listing.next_path, READ_AT: run.began_at.isoformat()})


def _mark(run: Run) -> Mark:
    with transaction():
        return marks.load_one(run.page.id, MarkKind.THREADS, run.page.external_id)


def _keep_place(run: Run, state: dict[str, str]) -> None:
    with transaction():
        marks.save(run.page.id, MarkKind.THREADS, run.page.external_id, state=state)


def _times(page: ListPage) -> list[datetime]:
    return [time for row in page.rows if (time := moment(row.get("updated_time")))]


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


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
