"""PostgreSQL: GIN has no order, so the search widens: the newest messages, some weeks, all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, cast, func, select
from sqlalchemy.dialects.postgresql import TSQUERY

from crm.db import db, one_of
from crm.pagelink.models import Message
from crm.search.queries.filters import leaves
from crm.search.queries.index import MESSAGES, holds_all, lexemes
from crm.search.queries.newest.parts import all_hits, newest_hits, smallest_part
from crm.search.queries.newest.wanted import (
    EPOCH,
    Rows,
    Wanted,
    read_all,
    unindexed_time,
    walk,
)

READABLE = 25_000
WINDOW = 3000
WIDER = (20, 100)
FEW = 4
"""With no more hits in the window, the words may be rare."""
FEW_FOR_A_SET = 12
"""The same where an operator's set would else be read."""
RARE = 4_000
"""The hits of rarer words are all read."""
WEEK = timedelta(weeks=1)
MOST_WEEKS = 60


@dataclass(frozen=True)
class Window:
    """The newest messages that the search may find: the moments of the first and the last."""

    newest: datetime
    border: datetime

    def widened(self, times: int) -> datetime:
        """A moment since when there are about so many times more messages."""
        return self.border - times * (self.newest - self.border)


def find(wanted: Wanted) -> Rows:
    """Of rare words read all hits, and all messages that an operator leaves, if these are few.

    Else look where hits are likely to be enough, and only then further back.
    """
    window = _window(wanted) if wanted.words else None
    if wanted.filters.sets:
        rows = _narrowed(wanted, window)
        if rows is not None:
            return rows
    if window is None:
        return walk(wanted)
    rows = _since(wanted, window.border)
    if len(rows) <= FEW and not wanted.filters.sets:
        of_rare = _of_rare_words(wanted)
        if of_rare is not None:
            return of_rare
    return rows if len(rows) == wanted.limit else _further_back(wanted, window)


def _further_back(wanted: Wanted, window: Window) -> Rows:
    for weeks in _weeks(window):
        rows = _by_index(wanted, f"({lexemes(wanted.words)}) & ({weeks})")
        if len(rows) == wanted.limit:
            return rows
    return _by_index(wanted, lexemes(wanted.words))


def _window(wanted: Wanted) -> Window | None:
    """None if there are fewer messages than that."""
    moments = (
        select(Message.created_at)
        .where(*wanted.bounds())
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(1)
    )
    places = (moments.offset(place).scalar_subquery() for place in (0, WINDOW))
    newest, border = db.session.execute(select(*places)).one()
    return Window(newest, border) if border else None


def _narrowed(wanted: Wanted, window: Window | None) -> Rows | None:
    """Of rare words all hits, of a small set all messages; None if it is neither."""
    if window and _are_few_lately(wanted, window):
        rows = _of_rare_words(wanted)
        if rows is not None:
            return rows
    part = smallest_part(wanted, READABLE)
    if part.messages > READABLE:
        return None
    rows = newest_hits(wanted, part)
    return all_hits(wanted, part) if rows is None else rows


def _are_few_lately(wanted: Wanted, window: Window) -> bool:
    lately = and_(Message.created_at > window.border, *wanted.bounds())
    hits = leaves(and_(holds_all(MESSAGES, wanted.words), lately), FEW_FOR_A_SET)
    return hits <= FEW_FOR_A_SET


def _of_rare_words(wanted: Wanted) -> Rows | None:
    """All hits of words that have few in the index, else None.

    The index gathers all hits before it gives the first, which takes long of common words.
    """
    # Materialised, for with a limit PostgreSQL would rather read the table than ask the index.
    hits = select(Message.id).where(_has(lexemes(wanted.words))).cte().prefix_with("MATERIALIZED")
    ids = db.session.scalars(select(hits.c.id).limit(RARE + 1)).all()
    return read_all(wanted, one_of(Message.id, ids)) if len(ids) <= RARE else None


def _since(wanted: Wanted, moment: datetime) -> Rows:
    return db.session.execute(
        select(Message.id, Message.created_at)
        .where(*wanted.conditions(), Message.created_at > moment)
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(wanted.limit)
    ).all()


def _weeks(window: Window) -> Iterator[str]:
    """The weeks that hold about so many times more messages than the window, as lexemes.

    Until these are so many that asking for all is as well.
    """
    last = _week(window.newest)
    for wider in WIDER:
        first = _week(window.widened(wider))
        if last - first > MOST_WEEKS:
            return
        yield " | ".join(f"W{week}" for week in range(first, last + 1))


def _week(moment: datetime) -> int:
    return (moment - EPOCH) // WEEK


def _by_index(wanted: Wanted, asked: str) -> Rows:
    return db.session.execute(
        select(Message.id, Message.created_at)
        .where(_has(asked), *wanted.decisive(), *wanted.times(unindexed_time()))
        .order_by(unindexed_time().desc(), Message.id.desc())
        .limit(wanted.limit)
    ).all()


def _has(asked: str) -> ColumnElement[bool]:
    trigrams = func.search_trigrams(Message.search_text, Message.created_at)
    return trigrams.op("@@")(cast(asked, TSQUERY))
