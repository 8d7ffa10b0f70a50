"""Reads posts: stores those that moved, with their comments, and notes the visit of the rest."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from crm import clock
from crm.db import transaction
from crm.graph.budget import Purpose
from crm.graph.client import Answer
from crm.graph.errors import ENDS_THE_PASS, ErrorClass, GraphError
from crm.graph.sync import comments, marks, missing
from crm.graph.sync.looks import Look, look_at
from crm.graph.sync.marks import MarkKind
from crm.graph.sync.run import Run, chunks
from crm.graph.translate import reads

SCANS_A_BATCH = 25
NOTE_VISITS_EVERY = timedelta(hours=1)


def read(run: Run, looks: Sequence[Look]) -> None:
    """Store the posts that moved and read their comments, newest post first."""
    now = clock.now()
    due = [look for look in looks if look.is_due(now, waits=not run.is_asked_for)]
    run.report.posts += len(looks)
    run.report.moved += sum(look.has_moved for look in due)
    _store(run, due)
    with_comments = [look for look in due if look.has_comments]
    _note_empty(run, [look for look in due if not look.has_comments])
    run.note_scanned(len(looks) - len(with_comments))
    run.spend_on(Purpose.COMMENTS)
    for group in chunks(with_comments, SCANS_A_BATCH):
        answers = run.client.batch([run.asking.comments_path(look.post_id) for look in group])
        comments.read(run, list(zip(group, answers, strict=True)))
        run.note_scanned(len(group))


def note_visits(run: Run, looks: Sequence[Look], *, if_older_than: timedelta) -> None:
    """Keep that these were looked at, for the rotation of the sweep.

    What the feed lists is looked at in every pass anyway, so there an old note is enough.
    """
    stale = [
        look.post_id
        for look in looks
        if not look.mark.visited_at or look.asked_at - look.mark.visited_at >= if_older_than
    ]
    if stale:
        with transaction():
            marks.note_visits(run.page.id, MarkKind.POST, stale, run.began_at)


def visit(run: Run, post_ids: Collection[str], *, is_thorough: bool = False) -> None:
    """Look at posts by their ids: one call each; one that isn't found is noted as missing."""
    paths = [run.asking.post(post_id) for post_id in post_ids]
    answers = run.client.batch(paths)
    for post_id, answer in zip(post_ids, answers, strict=True):
        if isinstance(answer, Answer):
            looks = look_at(
                run, [answer.body], answer.asked_at, is_thorough=is_thorough, is_by_id=True
            )
            note_visits(run, looks, if_older_than=timedelta(0))
            read(run, looks)
        elif answer.error_class is ErrorClass.GONE:
            _note_missing(run, post_id)
        else:
            _not_visited(run, post_id, answer)


def _not_visited(run: Run, post_id: str, error: GraphError) -> None:
    if error.behaviour in ENDS_THE_PASS:
        raise error
    run.fell_short(str(error.error_class))
    with transaction():
        marks.note_visits(run.page.id, MarkKind.POST, [post_id], run.began_at)


def _store(run: Run, due: Sequence[Look]) -> None:
    translated = [
        reads.post(
            look.row,
            page=run.page.external_id,
            observed_at=look.asked_at,
            is_author_asked=run.asking.names_post_authors,
        )
        for look in due
    ]
    run.store(posts=[post for post in translated if post])


def _note_empty(run: Run, looks: Sequence[Look]) -> None:
    """A post that never had a comment is known without a call."""
    with transaction():
        marks.save_many(
            run.page.id,
            MarkKind.POST,
            [
                {
                    "object_id": look.post_id,
                    "seen_updated": look.updated,
                    "seen_total": look.total,
                    "visited_at": look.asked_at,
                    "moved_at": look.moved_at,
                    "created_at": look.created_at,
                }
                for look in looks
            ],
        )


def _note_missing(run: Run, post_id: str) -> None:
    with transaction():
        missing.note_post(run.page.id, post_id, run.began_at)
        marks.note_visits(run.page.id, MarkKind.POST, [post_id], run.began_at)
