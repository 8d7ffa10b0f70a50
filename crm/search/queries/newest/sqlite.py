"""SQLite: the index is ordered by time, so the newest hits come out of it first."""

from datetime import datetime

from sqlalchemy import column, literal_column, select, table, text

from crm.db import db
from crm.pagelink.models import Message
from crm.search.queries.index import MESSAGES, match
from crm.search.queries.newest.wanted import EPOCH, Rows, Wanted, unindexed_time, walk

SECOND = 1 << 31
INDEX = table(MESSAGES.name, column("rowid"))
key = INDEX.c.rowid


def find(wanted: Wanted) -> Rows:
    """Follow the index from the newest hit on; without words for it, the messages themselves."""
    asked = match(MESSAGES, wanted.words)
    if asked is None:
        return walk(wanted)
    first, end = _keys(wanted)
    rows = list(_follow(wanted, asked, first, end))
    if len(rows) < wanted.limit:
        return rows
    # The index knows whole seconds only: all of the last one is read, then sorted exactly.
    last = rows[-1]
    second = _second(last.created_at)
    rows += _follow(wanted, asked, max(first, second), second + last.id)
    rows.sort(key=lambda row: (row.created_at, row.id), reverse=True)
    return rows[: wanted.limit]


def _follow(wanted: Wanted, asked: str, first: int, end: int) -> Rows:
    """Hits with keys from `first` up to, not including, `end`, the highest first."""
    return db.session.execute(
        select(Message.id, Message.created_at)
        .select_from(INDEX)
        .join(Message, Message.id == key.op("&")(SECOND - 1))
        .where(
            text(f"{MESSAGES.name} MATCH :asked").bindparams(asked=asked),
            key >= first,
            key < end,
            *wanted.decisive(),
            *wanted.times(unindexed_time()),
        )
        .order_by(literal_column(f"{MESSAGES.name}.rowid").desc())
        .limit(wanted.limit)
    ).all()


def _keys(wanted: Wanted) -> tuple[int, int]:
    ends = [wanted.until] if wanted.until else []
    ends += [wanted.after.at] if wanted.after else []
    end = _second(min(ends)) + SECOND if ends else (1 << 63) - 1
    return (_second(wanted.since) if wanted.since else 0), end


def _second(moment: datetime) -> int:
    return max(int((moment - EPOCH).total_seconds()), 0) * SECOND
