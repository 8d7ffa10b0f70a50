"""Looks at the older posts that moved last: many narrow windows of the feed in one call."""

import logging
import math
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from crm.db import transaction
from crm.graph.budget import Purpose
from crm.graph.client import Answer
from crm.graph.errors import ENDS_THE_PASS, ErrorClass, GraphError
from crm.graph.listing import read_page
from crm.graph.sync import marks, posts
from crm.graph.sync.looks import Look, look_at
from crm.graph.sync.marks import Mark
from crm.graph.sync.run import Run, chunks
from crm.graph.translate.reading import mapping

log = logging.getLogger(__name__)

LAST_MOVED = 200
LEFT_TO_THE_SWEEP = 3
LATELY = timedelta(hours=1)
WINDOWS_A_CALL = 50
"""Facebook counts one call, and its computing time too: this many windows of one or two posts,
without texts and attachments, are less work than a page of the feed."""


def look_at_moved(run: Run, listed: Collection[str]) -> set[str]:
    """Look at the posts that moved last and were not listed; returns those that were seen.

    Where Facebook refuses the windows, the sweep comes to them. What the feed leaves out even
    there can only be asked for by its id, at one call each, since no edge of a Page shows it
    (GRAPH_API.md §3.1): some are visited here, more at the end of the pass with what it has left.
    """
    if run.is_out_of_time:
        return set()
    run.spend_on(Purpose.RECENT)
    with transaction():
        moved = marks.last_moved(run.page.id, LAST_MOVED)
    waiting = [mark for mark in moved if mark.object_id not in listed and not mark.is_omitted]
    looks: list[Look] = []
    for group in chunks(_by_moment(waiting), WINDOWS_A_CALL):
        shown = _look(run, [moment for moment, _ in group])
        if shown is None:
            break
        looks += shown
        _note_omitted(run, [mark for _, marks_of in group for mark in marks_of], shown)
    seen = _take_in(run, looks, listed)
    return seen | visit_omitted(run, {*listed, *seen}, left=LEFT_TO_THE_SWEEP)


def visit_omitted(run: Run, seen: Collection[str], *, left: int = 0) -> set[str]:
    """Visit those that the feed leaves out and that were not seen in this pass, as long as more
    than `left` calls remain; returns which.

    Who moved lately is likelier to move again, so it is visited more often: where comments become
    rarer with the time since the last, the least of them wait if the time between two visits goes
    with the square root of that time.
    """
    with transaction():
        moved = marks.last_moved(run.page.id, LAST_MOVED)
    omitted = [mark for mark in moved if mark.is_omitted and mark.object_id not in seen]
    omitted.sort(key=lambda mark: _urgency(mark, run.began_at), reverse=True)
    most = max(run.calls_left_to_look - left, 0)
    post_ids = [mark.object_id for mark in omitted[:most]]
    if post_ids and not run.is_out_of_time:
        run.spend_on(Purpose.RECENT)
        posts.visit(run, post_ids)
        return set(post_ids)
    return set()


def _urgency(mark: Mark, now: datetime) -> float:
    if not mark.visited_at or not mark.moved_at:
        return math.inf
    waited, quiet = now - mark.visited_at, max(now - mark.moved_at, LATELY)
    return waited / LATELY / math.sqrt(quiet / LATELY)


def _by_moment(waiting: Sequence[Mark]) -> list[tuple[int, list[Mark]]]:
    """The posts by the second in which they were written, as each needs only one window."""
    by_moment: dict[int, list[Mark]] = {}
    for mark in waiting:
        if mark.created_at:
            by_moment.setdefault(_second(mark.created_at), []).append(mark)
    return list(by_moment.items())


def _second(created_at: datetime) -> int:
    return int(created_at.timestamp())


def _look(run: Run, moments: Sequence[int]) -> list[Look] | None:
    """What stands in these windows, asked in halves where it is too much; None if refused."""
    if not run.calls_left_to_look:
        return None
    try:
        answer = run.client.read(run.asking.windows(moments))
    except GraphError as error:
        return _after_refusal(run, moments, error)
    return _shown(run, answer, len(moments))


def _after_refusal(run: Run, moments: Sequence[int], error: GraphError) -> list[Look] | None:
    if error.behaviour in ENDS_THE_PASS:
        raise error
    half = len(moments) // 2
    if error.error_class is not ErrorClass.TOO_MUCH or not half:
        log.info("windows of page %s refused: %s", run.page.id, error.log_line)
        return None
    first = _look(run, moments[:half])
    second = _look(run, moments[half:]) if first is not None else None
    return None if first is None or second is None else first + second


def _shown(run: Run, answer: Answer, windows: int) -> list[Look]:
    body = mapping(answer.body)
    rows = [
        row
        for place in range(windows)
        for row in read_page(Answer(body.get(f"w{place}"), answer.asked_at)).rows
    ]
    return look_at(run, rows, answer.asked_at)


def _note_omitted(run: Run, asked: Sequence[Mark], shown: Sequence[Look]) -> None:
    """What the feed leaves out even here is visited by its id from now on."""
    seen = {look.post_id for look in shown}
    omitted = [mark.object_id for mark in asked if mark.object_id not in seen]
    with transaction():
        marks.note_omitted(run.page.id, omitted)


def _take_in(run: Run, looks: Sequence[Look], listed: Collection[str]) -> set[str]:
    """Visit what has moved by its id, since the windows show no texts."""
    seen = {look.post_id: look for look in looks if look.post_id not in listed}
    moved = [post_id for post_id, look in seen.items() if look.has_moved]
    still = [look for post_id, look in seen.items() if post_id not in moved]
    posts.note_visits(run, still, if_older_than=posts.NOTE_VISITS_EVERY)
    run.spend_on(Purpose.COMMENTS)
    if moved:
        posts.visit(run, moved)
    return set(seen)
