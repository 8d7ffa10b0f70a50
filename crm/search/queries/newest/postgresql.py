"""PostgreSQL: GIN has no order, so the search widens: the newest messages, some weeks, all."""

from datetime import datetime, timedelta

from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import TSQUERY

from crm.db import db
from crm.pagelink.models import Message
from crm.search.queries.index import lexemes
from crm.search.queries.newest.wanted import EPOCH, Place, Rows, Wanted, unindexed_time, walk

WINDOW = 3000
WIDER = 20
WEEK = timedelta(weeks=1)
MOST_WEEKS = 60


def find(wanted: Wanted) -> Rows:
    """Look where hits are likely to be enough, and only then further back."""
    border = _border(wanted)
    if not wanted.words or border is None:
        return walk(wanted)
    rows = _until(wanted, border)
    if len(rows) == wanted.limit:
        return rows
    weeks = _weeks(wanted, border)
    if weeks:
        rows = _by_index(wanted, f"({lexemes(wanted.words)}) & ({weeks})")
    return rows if len(rows) == wanted.limit else _by_index(wanted, lexemes(wanted.words))


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


def _weeks(wanted: Wanted, border: Place) -> str:
    """The weeks that hold about so many times more messages than the window, as lexemes.

    Empty if these are so many that asking for all is as well.
    """
    newest = db.session.scalar(
        select(func.max(Message.created_at)).where(*wanted.times(Message.created_at.expression))
    )
    span = (newest or border.at) - border.at
    first, last = _week(border.at - WIDER * span), _week(newest or border.at)
    if last - first > MOST_WEEKS:
        return ""
    return " | ".join(f"W{week}" for week in range(first, last + 1))


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
