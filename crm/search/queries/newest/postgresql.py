"""PostgreSQL: GIN has no order, so the search widens: the newest messages, some weeks, all."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import TSQUERY

from crm.db import db
from crm.pagelink.models import Message
from crm.search.queries.index import lexemes
from crm.search.queries.newest.wanted import (
    EPOCH,
    Place,
    Rows,
    Wanted,
    read_all,
    smallest_set,
    unindexed_time,
    walk,
)

READABLE = 25_000
WINDOW = 3000
WIDER = (20, 100)
WEEK = timedelta(weeks=1)
MOST_WEEKS = 60


def find(wanted: Wanted) -> Rows:
    """Read what an operator leaves, if it is little; else look where hits are likely to be enough,
    and only then further back.
    """
    if wanted.filters.sets:
        smallest, narrowing, count = smallest_set(wanted, READABLE)
        if count <= READABLE:
            return read_all(wanted.without(smallest), narrowing)
    border = _border(wanted)
    if not wanted.words or border is None:
        return walk(wanted)
    rows = _until(wanted, border)
    if len(rows) == wanted.limit:
        return rows
    for weeks in _weeks(wanted, border):
        rows = _by_index(wanted, f"({lexemes(wanted.words)}) & ({weeks})")
        if len(rows) == wanted.limit:
            return rows
    return _by_index(wanted, lexemes(wanted.words))


def _border(wanted: Wanted) -> Place | None:
    """The place of the last message in the window; None if there are fewer."""
    row = db.session.execute(
        select(Message.created_at, Message.id)
        .where(*wanted.times(Message.created_at.expression))
        .order_by(Message.created_at.desc(), Message.id.desc())
        .offset(WINDOW)
        .limit(1)
    ).one_or_none()
    return Place(row.created_at, row.id) if row else None


def _until(wanted: Wanted, border: Place) -> Rows:
    return db.session.execute(
        select(Message.id, Message.created_at)
        .where(*wanted.conditions(), Message.created_at > border.at)
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(wanted.limit)
    ).all()


def _weeks(wanted: Wanted, border: Place) -> Iterator[str]:
    """The weeks that hold about so many times more messages than the window, as lexemes.

    Until these are so many that asking for all is as well.
    """
    newest = db.session.scalar(
        select(func.max(Message.created_at)).where(*wanted.times(Message.created_at.expression))
    )
    span, last = (newest or border.at) - border.at, _week(newest or border.at)
    for wider in WIDER:
        first = _week(border.at - wider * span)
        if last - first > MOST_WEEKS:
            return
        yield " | ".join(f"W{week}" for week in range(first, last + 1))


def _week(moment: datetime) -> int:
    return (moment - EPOCH) // WEEK


def _by_index(wanted: Wanted, asked: str) -> Rows:
    trigrams = func.search_trigrams(Message.search_text, Message.created_at)
    return db.session.execute(
        select(Message.id, Message.created_at)
        .where(
            trigrams.op("@@")(cast(asked, TSQUERY)),
            *wanted.decisive(),
            *wanted.times(unindexed_time()),
        )
        .order_by(unindexed_time().desc(), Message.id.desc())
        .limit(wanted.limit)
    ).all()
