"""What was known and is not listed any more: looked for one by one, and marked when gone."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from crm import clock
from crm.db import transaction
from crm.graph.client import Answer
from crm.graph.errors import ErrorClass, GraphError
from crm.graph.sync.run import Run
from crm.pagelink.incoming import IncomingMessage
from crm.pagelink.models import Kind
from crm.pagelink.queries.known import KnownComment, known_comments

SETTLED_AFTER = timedelta(minutes=10)
MOST_AT_ONCE = 200


def look_for(run: Run, post_id: str, seen: Collection[str], began_at: datetime) -> None:
    """Ask for each comment that a complete list has left out; mark those that are gone.

    What was written within the last minutes is left in peace: a write may show only after a lag.
    """
    with transaction():
        known = known_comments(run.page.id, post_id, before=began_at - SETTLED_AFTER)
    missing = [comment for comment in known if comment.key not in seen][:MOST_AT_ONCE]
    if not missing:
        return
    asked_at = clock.now()
    answers = run.client.batch(
        [run.client.versioned(comment.external_id, fields="id") for comment in missing]
    )
    gone = [comment for comment, answer in zip(missing, answers, strict=True) if is_gone(answer)]
    if gone:
        run.check_token()
        run.store(messages=_removals(gone, post_id, asked_at))
        run.report.gone += len(gone)


def is_gone(answer: Answer | GraphError) -> bool:
    """Whether an object can't be read any more."""
    return isinstance(answer, GraphError) and answer.error_class is ErrorClass.GONE


def _removals(
    gone: Sequence[KnownComment], post_id: str, asked_at: datetime
) -> list[IncomingMessage]:
    return [
        IncomingMessage(
            kind=Kind.COMMENT,
            external_id=comment.external_id,
            direction=comment.direction,
            observed_at=asked_at,
            origin="poll",
            post_external_id=post_id,
            deleted=True,
        )
        for comment in gone
    ]
