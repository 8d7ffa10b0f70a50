"""Walks the feed: the first import to its end and resumable, then its newest part every time."""

from collections.abc import Iterable

from crm.db import transaction
from crm.graph.budget import Purpose
from crm.graph.listing import Listing
from crm.graph.sync import marks, posts
from crm.graph.sync.asking import POSTS_A_PAGE
from crm.graph.sync.looks import Look, look_at
from crm.graph.sync.marks import Mark, MarkKind
from crm.graph.sync.run import Run

HEAD_PAGES = 5
WHOLE_PAGES = 10
"""How many pages of 100 posts every pass lists: all of a Page that has no more than a thousand,
else the newest part. Older posts that moved lately are looked at by `recent`, the rest is swept
(DESIGN.md §5)."""

IMPORTED_TO = "imported_to"


def read_head(run: Run) -> set[str]:
    """List the newest posts, read those that moved, and return the ids of all that were listed."""
    run.spend_on(Purpose.POSTS)
    listing = run.asking.feed()
    listed: set[str] = set()
    is_imported = _mark(run).scanned_to is not None
    pages = _pages_to_list(run)
    for number, looks in enumerate(_looks(run, listing), 1):
        listed.update(look.post_id for look in looks)
        posts.read(run, looks)
        if not is_imported:
            _note_import(run, looks)
        if listing.has_more and (number >= pages or run.is_out_of_time):
            break
        run.spend_on(Purpose.POSTS)
    else:
        _end(run, listing)
    return listed


def go_on_importing(run: Run) -> None:
    """Read on from where the first import stands, until the feed ends or time is up."""
    mark = _mark(run)
    reached = (mark.state or {}).get(IMPORTED_TO)
    if mark.scanned_to is not None or reached is None or run.is_out_of_time:
        run.report.is_finished &= not run.is_out_of_time
        return
    run.spend_on(Purpose.POSTS)
    listing = run.asking.feed(until=reached + 1)
    for looks in _looks(run, listing):
        posts.read(run, looks)
        _note_import(run, looks)
        if run.is_out_of_time:
            run.report.is_finished = False
            return
        run.spend_on(Purpose.POSTS)
    _end(run, listing)


def _pages_to_list(run: Run) -> int:
    with transaction():
        known = marks.count(run.page.id, MarkKind.POST)
    return WHOLE_PAGES if known <= WHOLE_PAGES * POSTS_A_PAGE else HEAD_PAGES


def _looks(run: Run, listing: Listing) -> Iterable[list[Look]]:
    for page in listing:
        looks = look_at(run, page.rows, page.asked_at)
        posts.note_visits(run, looks, if_older_than=posts.NOTE_VISITS_EVERY)
        yield looks


def _mark(run: Run) -> Mark:
    with transaction():
        return marks.load_one(run.page.id, MarkKind.FEED, run.page.external_id)


def _note_import(run: Run, looks: list[Look]) -> None:
    """Remember down to which time every post has been read; only ever further down."""
    times = [look.created_at for look in looks if look.created_at]
    if not times:
        return
    reached = int(min(times).timestamp())
    state = _mark(run).state or {}
    with transaction():
        marks.save(
            run.page.id,
            MarkKind.FEED,
            run.page.external_id,
            state={**state, IMPORTED_TO: min(reached, state.get(IMPORTED_TO, reached))},
        )


def _end(run: Run, listing: Listing) -> None:
    if listing.stopped:
        run.fell_short(str(listing.stopped))
        return
    with transaction():
        marks.save(
            run.page.id, MarkKind.FEED, run.page.external_id, scanned_to=run.began_at, state=None
        )
