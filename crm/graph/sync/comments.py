"""Reads the comments below a post, newest first, as far as it takes to be sure of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crm import clock
from crm.db import transaction
from crm.graph.client import Answer
from crm.graph.errors import ENDS_THE_PASS, GraphError
from crm.graph.listing import Listing, ListPage
from crm.graph.sync import marks, missing
from crm.graph.sync.looks import Look
from crm.graph.sync.marks import MarkKind
from crm.graph.sync.run import Run
from crm.graph.translate import reads
from crm.pagelink.incoming import IncomingMessage, key_of

OVERLAP = timedelta(hours=24)
REREAD_DAYS = timedelta(days=7)


@dataclass
class Scan:
    """What one scan has seen so far."""

    began_at: datetime
    keys: set[str] = field(default_factory=set)
    newest: datetime | None = None
    oldest: datetime | None = None
    added: int = 0
    is_to_the_end: bool = False

    def note(self, messages: list[IncomingMessage], mark_at: datetime | None) -> None:
        """Take one page into account."""
        times = [message.created_at for message in messages if message.created_at]
        self.keys.update(key_of(message.external_id) for message in messages)
        self.newest = max([*times, *([self.newest] if self.newest else [])], default=None)
        self.oldest = min([*times, *([self.oldest] if self.oldest else [])], default=None)
        self.added += sum(mark_at is None or time > mark_at for time in times)


@dataclass(frozen=True)
class Reading:
    """A post's comments on their way in: the pages that are still to come, and what was seen."""

    look: Look
    listing: Listing
    pages: Iterator[ListPage]
    scan: Scan


def read(run: Run, firsts: Sequence[tuple[Look, Answer | GraphError]]) -> None:
    """Read the comments of some posts, of each of which a batch has fetched the first page, and
    move their marks; a post that can't be read is noted and left.

    The first pages are stored together, which is several times quicker than one by one. Raises
    what concerns the whole Page: a throttled or dead token.
    """
    messages: list[IncomingMessage] = []
    readings = []
    for look, first in firsts:
        with _noting_failure(run, look):
            reading = _begin(run, look, first)
            messages += _next_page(run, reading)
            readings.append(reading)
    run.store(messages=messages)
    for reading in readings:
        with _noting_failure(run, reading.look):
            _read_on(run, reading)


@contextmanager
def _noting_failure(run: Run, look: Look) -> Iterator[None]:
    try:
        yield
    except GraphError as error:
        if error.behaviour in ENDS_THE_PASS:
            raise
        _note_failure(run, look, str(error.error_class))


def _begin(run: Run, look: Look, first: Answer | GraphError) -> Reading:
    if isinstance(first, GraphError) and first.behaviour in ENDS_THE_PASS:
        raise first
    began_at = clock.now()
    listing = run.asking.comments(look.post_id, first if isinstance(first, Answer) else None)
    return Reading(look, listing, iter(listing), Scan(began_at))


def _read_on(run: Run, reading: Reading) -> None:
    """Go on behind the first page, as far as it takes."""
    while not _has_reached_the_mark(reading.look, reading.scan):
        if not reading.listing.has_more:
            _end(run, reading)
            return
        run.store(messages=_next_page(run, reading))
    _complete(run, reading.look, reading.scan)


def _end(run: Run, reading: Reading) -> None:
    """The list leads no further: to its end, or as far as it can be read."""
    look, scan = reading.look, reading.scan
    if reading.listing.stopped:
        _note_failure(run, look, str(reading.listing.stopped))
        return
    scan.is_to_the_end = True
    with transaction():
        missing.note_comments(run.page.id, look.post_id, scan.keys, scan.began_at)
    _complete(run, look, scan)


def _next_page(run: Run, reading: Reading) -> list[IncomingMessage]:
    page = next(reading.pages, None)
    if page is None:
        return []
    look, scan = reading.look, reading.scan
    translated = [
        reads.comment(
            row, page=run.page.external_id, post_id=look.post_id, observed_at=page.asked_at
        )
        for row in page.rows
    ]
    messages = [message for message in translated if message]
    run.report.unreadable += len(translated) - len(messages)
    scan.note(messages, look.mark.scanned_to)
    return messages


def _has_reached_the_mark(look: Look, scan: Scan) -> bool:
    """Whether all older comments were read before, and are still as many.

    When the total has changed by another number than was found since, something was deleted or
    became visible late: then the list is read to its end.
    """
    mark = look.mark
    if look.is_thorough or not mark.scanned_to or not scan.oldest:
        return False
    if look.total is None or mark.seen_total is None or look.total - mark.seen_total != scan.added:
        return False
    return scan.oldest < mark.scanned_to - OVERLAP


def _complete(run: Run, look: Look, scan: Scan) -> None:
    newest = max(filter(None, (scan.newest, look.mark.scanned_to)), default=None)
    with transaction():
        marks.save(
            run.page.id,
            MarkKind.POST,
            look.post_id,
            scanned_to=newest,
            seen_updated=look.updated,
            seen_total=look.total,
            visited_at=look.asked_at,
            created_at=look.created_at,
            moved_at=look.moved_at,
            failures=0,
            state=None,
        )
        if newest and newest > scan.began_at - REREAD_DAYS:
            _remember_to_reread(run.page.id, look.post_id, scan, newest)


def _remember_to_reread(page_id: int, post_id: str, scan: Scan, newest: datetime) -> None:
    known = marks.load_one(page_id, MarkKind.REREAD, post_id).visited_at
    read_at = scan.began_at if scan.is_to_the_end or not known else known
    marks.save(page_id, MarkKind.REREAD, post_id, visited_at=read_at, scanned_to=newest)


def _note_failure(run: Run, look: Look, reason: str) -> None:
    run.fell_short(reason)
    with transaction():
        marks.note_failure(
            run.page.id,
            MarkKind.POST,
            look.post_id,
            state=look.after_a_failure(clock.now()),
            visited_at=look.asked_at,
        )
