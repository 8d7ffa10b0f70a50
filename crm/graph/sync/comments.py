"""Reads the comments below a post, newest first, as far as it takes to be sure of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

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

    @property
    def is_done(self) -> bool:
        """Whether nothing more is to be read of it."""
        return self.has_reached_the_mark or not self.listing.has_more

    @property
    def is_to_the_end(self) -> bool:
        """Whether the whole list was read, so that what it left out isn't shown any more."""
        return self.is_done and not self.has_reached_the_mark and not self.listing.stopped

    @property
    def broke_off(self) -> bool:
        """Whether the list led no further before it was read as far as it takes."""
        return bool(self.listing.stopped) and not self.has_reached_the_mark

    @property
    def has_reached_the_mark(self) -> bool:
        """Whether all older comments were read before, and are still as many.

        When the total has changed by another number than was found since, something was deleted
        or became visible late: then the list is read to its end.
        """
        look, mark, oldest = self.look, self.look.mark, self.scan.oldest
        if look.is_thorough or not mark.scanned_to or not oldest:
            return False
        if look.total is None or mark.seen_total is None:
            return False
        if look.total - mark.seen_total != self.scan.added:
            return False
        return oldest < mark.scanned_to - OVERLAP

    @property
    def newest(self) -> datetime | None:
        """The time of the newest comment that was ever read here."""
        return max(filter(None, (self.scan.newest, self.look.mark.scanned_to)), default=None)


def read(run: Run, firsts: Sequence[tuple[Look, Answer | GraphError]]) -> None:
    """Read the comments of some posts, of each of which a batch has fetched the first page, and
    move their marks; a post that can't be read is noted and left.

    The first pages are stored together, and so are the marks of all posts that have no more,
    which is several times quicker than one by one. Raises what concerns the whole Page: a
    throttled or dead token.
    """
    messages: list[IncomingMessage] = []
    readings = []
    for look, first in firsts:
        with _noting_failure(run, look):
            reading = _begin(run, look, first)
            messages += _next_page(run, reading)
            readings.append(reading)
    run.store(messages=messages)
    _conclude(run, [reading for reading in readings if reading.is_done])
    for reading in readings:
        if not reading.is_done:
            with _noting_failure(run, reading.look):
                _read_on(run, reading)
                _conclude(run, [reading])


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
    while not reading.is_done:
        run.store(messages=_next_page(run, reading))


def _conclude(run: Run, readings: Sequence[Reading]) -> None:
    """Move the marks of posts that were read as far as it takes; a list that broke off before is
    noted as a failure."""
    for reading in readings:
        if reading.broke_off:
            _note_failure(run, reading.look, str(reading.listing.stopped))
    whole = [reading for reading in readings if not reading.broke_off]
    if not whole:
        return
    with transaction():
        _note_missing(run, [reading for reading in whole if reading.is_to_the_end])
        marks.save_many(run.page.id, MarkKind.POST, [_mark_after(reading) for reading in whole])
        _remember_to_reread(run.page.id, whole)


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


def _note_missing(run: Run, ended: Sequence[Reading]) -> None:
    if not ended:
        return
    missing.note_comments(
        run.page.id,
        [reading.look.post_id for reading in ended],
        set[str]().union(*(reading.scan.keys for reading in ended)),
        min(reading.scan.began_at for reading in ended),
    )


def _mark_after(reading: Reading) -> dict[str, Any]:
    look = reading.look
    return {
        "object_id": look.post_id,
        "scanned_to": reading.newest,
        "seen_updated": look.updated,
        "seen_total": look.total,
        "visited_at": look.asked_at,
        "created_at": look.created_at,
        "moved_at": look.moved_at,
        "failures": 0,
        "state": look.note or None,
    }


def _remember_to_reread(page_id: int, readings: Sequence[Reading]) -> None:
    """Posts with recent comments are read whole now and then, for edits and deletions."""
    recent = {
        reading.look.post_id: reading
        for reading in readings
        if reading.newest and reading.newest > reading.scan.began_at - REREAD_DAYS
    }
    if not recent:
        return
    known = marks.load(page_id, MarkKind.REREAD, recent)
    rows = []
    for post_id, reading in recent.items():
        before = known[post_id].visited_at
        read_at = reading.scan.began_at if reading.is_to_the_end or not before else before
        rows.append({"object_id": post_id, "visited_at": read_at, "scanned_to": reading.newest})
    marks.save_many(page_id, MarkKind.REREAD, rows)


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
