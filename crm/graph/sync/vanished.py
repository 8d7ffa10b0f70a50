"""Asks for what isn't shown any more, and marks what is gone; never much at once on a token's word.

A token that has lost sight of the Page's objects gets the same answers as if they had been deleted
(code 100, subcode 33; GRAPH_API.md §9). So when many vanish at once nothing is marked.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from crm import clock
from crm.auth.models import User
from crm.auth.service import audit
from crm.db import transaction
from crm.errors import N_
from crm.graph.authors import with_known_visitors
from crm.graph.budget import Purpose
from crm.graph.client import Answer
from crm.graph.errors import ENDS_THE_PASS, ErrorClass, GraphError
from crm.graph.sync import marks, missing
from crm.graph.sync.marks import Mark, MarkKind
from crm.graph.sync.missing import Extent, Missing
from crm.graph.sync.run import Run
from crm.pagelink.incoming import IncomingMessage, IncomingPost
from crm.pagelink.models import Kind, Page

ASKED_AT_ONCE = 50
MOST_A_PASS = 500
MANY_COMMENTS = 25
MANY_POSTS = 5
SHARE = 0.5
"""When as many have vanished, and this share of what was known there, the token is suspected."""

SAMPLE = 5
CHECK_AGAIN_AFTER = timedelta(hours=1)
CONFIRMED = "confirmed"
SUSPECTED = "out_of_sight"
SUSPICION = N_(
    "รายการจำนวนมากของเพจหายไปพร้อมกัน อาจเป็นเพราะสิทธิ์ของกุญแจ ไม่ใช่เพราะถูกลบ "
    "ระบบจึงยังไม่ทำเครื่องหมายว่าลบและจะตรวจซ้ำทุกชั่วโมง "
    "ให้ผู้ดูแลระบบตรวจสิทธิ์ของกุญแจ หรือยืนยันในหน้าการเชื่อมต่อของเพจว่าลบจริง"
)


def is_gone(answer: Answer | GraphError) -> bool:
    """Whether an object can't be read any more."""
    return isinstance(answer, GraphError) and answer.error_class is ErrorClass.GONE


def ask_after(run: Run) -> None:
    """Ask for what is missing and mark what is gone, as far as this pass may; resumable.

    Under suspicion nothing is marked: a few are asked for again every hour, until they show again
    or an admin says that they were deleted.
    """
    with transaction():
        suspicion = marks.load_one(run.page.id, MarkKind.SUSPICION, run.page.external_id)
        extent = missing.extent(run.page.id)
    if not extent.total:
        _lift(run, suspicion)
        return
    run.spend_on(Purpose.COMMENTS)
    is_confirmed = bool((suspicion.state or {}).get(CONFIRMED))
    if not is_confirmed and _is_suspect(run, suspicion, extent):
        run.fell_short(SUSPECTED)
        return
    if not is_confirmed:
        _lift(run, suspicion)
    _settle(run)


def confirm(page: Page, *, by: User | None, now: datetime) -> None:
    """An admin says that what is out of sight was really deleted; the next pass marks it."""
    marks.save(page.id, MarkKind.SUSPICION, page.external_id, state={CONFIRMED: True})
    audit("vanished_confirmed", page, by=by, now=now)


def _is_suspect(run: Run, suspicion: Mark, extent: Extent) -> bool:
    """Whether to hold back: as was found within the last hour, else by asking for a few."""
    now = clock.now()
    if suspicion.visited_at and now - suspicion.visited_at < CHECK_AGAIN_AFTER:
        return True
    if not _are_many(extent, posts_seen=run.report.posts):
        return False
    gone, asked = _ask(run, SAMPLE, before=now)
    if len(gone) < SHARE * asked:
        return False
    run.check_token()
    with transaction():
        marks.save(run.page.id, MarkKind.SUSPICION, run.page.external_id, visited_at=now)
    return True


def _are_many(extent: Extent, *, posts_seen: int) -> bool:
    are_comments = extent.comments >= MANY_COMMENTS and extent.comments >= SHARE * extent.standing
    all_posts = extent.posts + posts_seen
    return are_comments or (extent.posts >= MANY_POSTS and extent.posts >= SHARE * all_posts)


def _lift(run: Run, suspicion: Mark) -> None:
    if suspicion.is_known:
        with transaction():
            marks.forget(run.page.id, MarkKind.SUSPICION, [suspicion.object_id])


def _settle(run: Run) -> None:
    """Ask for all that waits, and mark what is gone, batch by batch."""
    before, asked = clock.now(), 0
    while run.is_asked_for or (asked < MOST_A_PASS and not run.is_out_of_time):
        gone, some = _ask(run, ASKED_AT_ONCE, before=before)
        if not some:
            return
        asked += some
        if gone:
            run.check_token()
            _mark(run, gone)


def _ask(run: Run, limit: int, *, before: datetime) -> tuple[list[Missing], int]:
    """Ask for a few; returns those that are gone, and how many were asked for.

    What shows again is no more missing; what can't be told now is asked for another time.
    """
    with transaction():
        some = missing.waiting(run.page.id, before=before, limit=limit)
    asked_at = clock.now()
    paths = [run.client.versioned(one.external_id, fields="id") for one in some]
    answers = dict(zip(some, run.client.batch(paths), strict=True))
    for answer in answers.values():
        if isinstance(answer, GraphError) and answer.behaviour in ENDS_THE_PASS:
            raise answer
    with transaction():
        alive = [one.key for one, answer in answers.items() if isinstance(answer, Answer)]
        missing.forget(run.page.id, alive)
        missing.put_off(run.page.id, [one.key for one in some], asked_at + CHECK_AGAIN_AFTER)
    return [one for one, answer in answers.items() if is_gone(answer)], len(some)


def _mark(run: Run, gone: Sequence[Missing]) -> None:
    asked_at = clock.now()
    posts = [one.external_id for one in gone if one.is_post]
    with transaction():
        removed = [IncomingPost(post, asked_at, deleted=True) for post in posts]
        removals = with_known_visitors(run.page.id, removed)
    run.store(posts=removals, messages=[_removal(one, asked_at) for one in gone if not one.is_post])
    run.report.gone += len(gone)
    with transaction():
        missing.forget(run.page.id, [one.key for one in gone])
        marks.forget(run.page.id, MarkKind.POST, posts)
        marks.forget(run.page.id, MarkKind.REREAD, posts)


def _removal(comment: Missing, asked_at: datetime) -> IncomingMessage:
    return IncomingMessage(
        kind=Kind.COMMENT,
        external_id=comment.external_id,
        direction=comment.direction,
        observed_at=asked_at,
        origin="poll",
        post_external_id=comment.post_id,
        deleted=True,
    )
