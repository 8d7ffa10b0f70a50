"""A look at a post: what Facebook says of it now, beside what was known of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from crm.db import transaction
from crm.graph.client import Body
from crm.graph.listing import total_of
from crm.graph.sync import marks
from crm.graph.sync.marks import OMITTED, Mark, MarkKind
from crm.graph.sync.run import Run
from crm.graph.translate.reading import identifier, moment, optional_text

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(days=1)
MOST_DOUBLINGS = 11
TRIED = "tried"
TRIED_AT = "tried_at"


@dataclass(frozen=True)
class Look:
    """One look at a post. `is_thorough` asks to read all its comments even if it hasn't moved;
    `is_by_id` says that it was asked for itself rather than shown by a list of the Page's."""

    post_id: str
    row: Body
    asked_at: datetime
    updated: str | None
    total: int | None
    created_at: datetime | None
    mark: Mark
    is_thorough: bool = False
    is_by_id: bool = False

    @property
    def note(self) -> dict[str, Any]:
        """What stays in its mark: that the feed leaves it out, until a list shows it."""
        return {OMITTED: True} if self.is_by_id and self.mark.is_omitted else {}

    @property
    def has_moved(self) -> bool:
        """Whether it differs from the values read before its last complete scan."""
        seen = [self.mark.seen_updated, self.mark.seen_total]
        return not self.mark.is_known or seen != self.stands_at

    @property
    def moved_at(self) -> datetime | None:
        """When it last moved: seen by us, or, where it was not known before, as Facebook says."""
        if not self.has_moved:
            return self.mark.moved_at
        return self.asked_at if self.mark.is_known else moment(self.updated)

    @property
    def has_comments(self) -> bool:
        """Whether there is, or was, anything to read below it."""
        return self.total != 0 or bool(self.mark.seen_total)

    @property
    def stands_at(self) -> list[Any]:
        """The two values that tell whether a post has moved."""
        return [self.updated, self.total]

    def is_due(self, now: datetime, *, waits: bool) -> bool:
        """Whether its comments should be read now.

        A post that could not be read whole `waits` ever longer, unless it has moved again.
        """
        if not (self.has_moved or self.is_thorough):
            return False
        state = self.mark.state or {}
        if not waits or not self.mark.failures or state.get(TRIED) != self.stands_at:
            return True
        wait = FIRST_RETRY * 2 ** min(self.mark.failures, MOST_DOUBLINGS)
        waited = now - datetime.fromisoformat(state[TRIED_AT])
        return bool(waited >= min(wait, LONGEST_RETRY))

    def after_a_failure(self, now: datetime) -> dict[str, Any]:
        """What the mark keeps, so that `is_due` knows when to try again."""
        return {**self.note, TRIED: self.stands_at, TRIED_AT: now.isoformat()}


def look_at(
    run: Run,
    rows: Iterable[Body],
    asked_at: datetime,
    *,
    is_thorough: bool = False,
    is_by_id: bool = False,
) -> list[Look]:
    """Put what is known beside each post; a row without id is counted as unreadable."""
    by_id = {identifier(row.get("id")): row for row in rows}
    if by_id.pop(None, None) is not None:
        run.report.unreadable += 1
    known_ids = [post_id for post_id in by_id if post_id]
    with transaction():
        known = marks.load(run.page.id, MarkKind.POST, known_ids)
    return [
        Look(
            post_id=post_id,
            row=by_id[post_id],
            asked_at=asked_at,
            updated=optional_text(by_id[post_id].get("updated_time")),
            total=total_of(by_id[post_id].get("comments")),
            created_at=moment(by_id[post_id].get("created_time")),
            mark=known[post_id],
            is_thorough=is_thorough,
            is_by_id=is_by_id,
        )
        for post_id in known_ids
    ]
