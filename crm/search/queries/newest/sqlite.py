"""SQLite: the index is ordered by time, so the newest hits come out of it first.

Where operators narrow the search, the newest hits are looked at one by one. If that isn't enough,
the smallest set of messages that an operator leaves is taken: a small one is read, of a larger one
the newest part; where that doesn't do, its ids are held against the index, which reads no message
in vain.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, column, literal_column, select, table, text

from crm.db import db
from crm.pagelink.models import Message
from crm.search.queries.index import MESSAGES, match
from crm.search.queries.newest.parts import all_hits, newest_hits, smallest_part
from crm.search.queries.newest.wanted import (
    EPOCH,
    Rows,
    Wanted,
    unindexed_time,
    walk,
)

SECOND = 1 << 31
INDEX = table(MESSAGES.name, column("rowid"))
key = INDEX.c.rowid
message_id = key.op("&")(SECOND - 1)
TIES = 20
"""So many more rows are read, to see that the second of the last one is complete."""
NEWEST = 1_500
"""So many hits are looked at one by one."""
NEWEST_OF_MANY = 10_000
LARGE = 20_000
"""So many more hits are looked at where the set is larger than this: to hold it against the index
would take longer."""
SORTABLE = 50_000
"""So many messages of a set are all read where the index can't be asked for the words."""


def find(wanted: Wanted) -> Rows:
    """Follow the index from the newest hit on; without words for it, the messages themselves."""
    asked = match(MESSAGES, wanted.words)
    if asked is None:
        return _unindexed(wanted)
    first, end = _keys(wanted)
    if not wanted.filters.sets:
        return _newest(wanted, asked, first, end)
    rows = _among_newest(NEWEST, wanted, asked, first, end)
    if rows is not None:
        return rows
    part = smallest_part(wanted, LARGE)
    rows = (
        newest_hits(wanted, part)
        if part.messages <= LARGE
        else _among_newest(NEWEST_OF_MANY, wanted, asked, first, end)
    )
    if rows is not None:
        return rows
    among = message_id.in_(select(Message.id).where(part.narrowing.condition))
    return _newest(wanted.without(part.narrowing.filter), asked, first, end, among)


def _unindexed(wanted: Wanted) -> Rows:
    if not wanted.filters.sets:
        return walk(wanted)
    part = smallest_part(wanted, SORTABLE)
    return all_hits(wanted, part) if part.messages <= SORTABLE else walk(wanted)


def _among_newest(most: int, wanted: Wanted, asked: str, first: int, end: int) -> Rows | None:
    """Look at the newest hits one by one; None where so many don't decide."""
    border = _border(most, asked, first, end)
    rows = _newest(wanted, asked, border or first, end)
    return rows if border is None or len(rows) == wanted.limit else None


def _border(most: int, asked: str, first: int, end: int) -> int | None:
    """The key of the last of so many hits; None if there are fewer."""
    return db.session.scalar(
        select(key)
        .where(_matches(asked), key >= first, key < end)
        .order_by(_newest_first())
        .offset(most)
        .limit(1)
    )


def _newest(wanted: Wanted, asked: str, first: int, end: int, *more: ColumnElement[bool]) -> Rows:
    """The newest hits with keys from `first` up to, not including, `end`."""
    rows = list(_follow(wanted, asked, first, end, *more))
    if len(rows) == wanted.limit + TIES:
        last = rows[-1]
        if _second(rows[wanted.limit - 1].created_at) == _second(last.created_at):
            # The index knows whole seconds only: all of this one is read, then sorted exactly.
            second = _second(last.created_at)
            rows += _follow(wanted, asked, max(first, second), second + last.id, *more)
    rows.sort(key=lambda row: (row.created_at, row.id), reverse=True)
    return rows[: wanted.limit]


def _follow(wanted: Wanted, asked: str, first: int, end: int, *more: ColumnElement[bool]) -> Rows:
    return db.session.execute(
        select(Message.id, Message.created_at)
        .select_from(INDEX)
        .join(Message, Message.id == message_id)
        .where(
            _matches(asked),
            key >= first,
            key < end,
            *more,
            *wanted.decisive(),
            *wanted.times(unindexed_time()),
        )
        .order_by(_newest_first())
        .limit(wanted.limit + TIES)
    ).all()


def _matches(asked: str) -> ColumnElement[bool]:
    return text(f"{MESSAGES.name} MATCH :asked").bindparams(asked=asked)  # type: ignore[return-value]


def _newest_first() -> ColumnElement[int]:
    return literal_column(f"{MESSAGES.name}.rowid").desc()


def _keys(wanted: Wanted) -> tuple[int, int]:
    ends = [wanted.until] if wanted.until else []
    ends += [wanted.after.at] if wanted.after else []
    end = _second(min(ends)) + SECOND if ends else (1 << 63) - 1
    return (_second(wanted.since) if wanted.since else 0), end


def _second(moment: datetime) -> int:
    return max(int((moment - EPOCH).total_seconds()), 0) * SECOND
