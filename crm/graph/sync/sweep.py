"""Visits the posts that the feed's newest part doesn't show: in turn, each at least daily."""

from collections.abc import Collection
from datetime import datetime, timedelta

from crm import clock
from crm.db import transaction
from crm.graph.budget import Purpose
from crm.graph.sync import marks, posts
from crm.graph.sync.comments import REREAD_DAYS
from crm.graph.sync.looks import look_at
from crm.graph.sync.marks import Mark, MarkKind
from crm.graph.sync.run import Run

CALLS_A_DAY = 380
"""With a full pass's worth saved up, no day takes more than 400."""

MOST_A_PASS = 10
WINDOW_FROM = 20
"""With more posts than this to visit, one call for a hundred neighbours beats one a post."""

REREAD_EVERY = timedelta(days=1)
REREADS_A_PASS = 3
CALLS_OF_A_REREAD = 2
LEFT_TO_REREAD = 2
ALLOWANCE = "allowance"


def visit_unlisted(run: Run, listed: Collection[str]) -> None:
    """Look at the known posts that were visited longest ago, as many as the allowance lets."""
    calls = allowance = _allowance(run)
    seen = set(listed)
    while calls >= 1 and run.calls_left_to_look > LEFT_TO_REREAD and not run.is_out_of_time:
        waiting = _waiting(run, seen)
        if not waiting:
            break
        run.spend_on(Purpose.SWEEP)
        if _is_window(waiting):
            seen |= _visit_window(run, waiting[0])
            calls -= 1
        else:
            most = min(int(calls), run.calls_left_to_look)
            post_ids = [mark.object_id for mark in _singly(waiting)[:most]]
            posts.visit(run, post_ids)
            seen |= set(post_ids)
            calls -= len(post_ids)
    if calls < allowance or allowance < MOST_A_PASS:
        _keep_allowance(run, calls)


def reread(run: Run) -> int:
    """Read posts with recent comments whole once a day, since an edit moves nothing (§3.2);
    returns how many calls their comments took."""
    most = min(REREADS_A_PASS, run.calls_left_to_look // CALLS_OF_A_REREAD)
    if not most:
        return 0
    before = run.calls_for_comments
    run.spend_on(Purpose.REREADING)
    with transaction():
        due = marks.least_recently_visited(
            run.page.id,
            MarkKind.REREAD,
            besides=(),
            before=clock.now() - REREAD_EVERY,
            limit=most,
        )
    recent = [mark for mark in due if _is_recent(mark, run.began_at)]
    with transaction():
        marks.forget(
            run.page.id,
            MarkKind.REREAD,
            [mark.object_id for mark in due if mark not in recent],
        )
    if recent:
        post_ids = [mark.object_id for mark in recent]
        posts.visit(run, post_ids, is_thorough=True)
        with transaction():
            marks.note_visits(run.page.id, MarkKind.REREAD, post_ids, run.began_at)
    return run.calls_for_comments - before


def _is_recent(mark: Mark, now: datetime) -> bool:
    return mark.scanned_to is not None and mark.scanned_to > now - REREAD_DAYS


def _waiting(run: Run, seen: Collection[str]) -> list[Mark]:
    with transaction():
        return marks.least_recently_visited(
            run.page.id, MarkKind.POST, besides=seen, before=run.began_at, limit=WINDOW_FROM + 1
        )


def _is_window(waiting: list[Mark]) -> bool:
    first = waiting[0]
    return len(waiting) > WINDOW_FROM and first.created_at is not None and not first.is_omitted


def _singly(waiting: list[Mark]) -> list[Mark]:
    """The posts to visit one by one: where a window would do for the others, only the omitted."""
    is_many = len(waiting) > WINDOW_FROM
    return [mark for mark in waiting if not is_many or not mark.created_at or mark.is_omitted]


def _visit_window(run: Run, mark: Mark) -> set[str]:
    """List the hundred posts from this one downwards; if it isn't among them, say so."""
    created = int(mark.created_at.timestamp()) if mark.created_at else 0
    page = next(iter(run.asking.feed(until=created)))
    looks = look_at(run, page.rows, page.asked_at)
    posts.note_visits(run, looks, if_older_than=timedelta(0))
    posts.read(run, looks)
    found = {look.post_id for look in looks}
    if mark.object_id not in found:
        with transaction():
            marks.note_omitted(run.page.id, [mark.object_id])
    return found


def _allowance(run: Run) -> float:
    """How many calls this pass may spend: they accrue with time, up to a pass's worth."""
    with transaction():
        mark = marks.load_one(run.page.id, MarkKind.SWEEP, run.page.external_id)
    left = float((mark.state or {}).get(ALLOWANCE, MOST_A_PASS))
    elapsed = run.began_at - mark.visited_at if mark.visited_at else timedelta(0)
    return min(left + elapsed / timedelta(days=1) * CALLS_A_DAY, MOST_A_PASS)


def _keep_allowance(run: Run, left: float) -> None:
    with transaction():
        marks.save(
            run.page.id,
            MarkKind.SWEEP,
            run.page.external_id,
            state={ALLOWANCE: left},
            visited_at=run.began_at,
        )
