"""PostgreSQL: what an operator leaves, of which only the newest part may have to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select

from crm.db import db, one_of
from crm.pagelink.models import Message
from crm.search.queries.filters import Narrowing
from crm.search.queries.newest.wanted import Rows, Wanted, read_all

IDS = 100
"""Of at least so many ids, taken evenly from all, the messages are counted."""
LOOKED_AT = 300
"""So many of a part's messages tell how often the words are met in it."""
SMALL = 2_500
"""So many messages are all read."""
SHARES = (0.1, 0.2, 0.35, 0.6)
"""Of more messages the newest tenth is read, or one of the larger shares, or all."""
MARGIN = 1.5
"""So many times the hits wanted are to be expected in the share that is read."""


@dataclass(frozen=True)
class Part:
    """What an operator leaves: about so many messages, and about when each share of them began."""

    narrowing: Narrowing
    messages: int
    since: Sequence[datetime]


def smallest_part(wanted: Wanted, most: int) -> Part:
    """The part of the operator that leaves the fewest messages, `most` + 1 if there are more."""
    parts = [_estimated(wanted, each.narrowing(), most) for each in wanted.filters.sets]
    return min(parts, key=lambda each: each.messages)


def read_part(wanted: Wanted, part: Part) -> Rows:
    """Read its newest messages, or all if these hold too few hits."""
    others, among = wanted.without(part.narrowing.filter), part.narrowing.condition
    since = _promising(others, part) if part.messages > SMALL else None
    if since is not None:
        rows = read_all(others, and_(among, Message.created_at >= since))
        if len(rows) == wanted.limit:
            return rows
    return read_all(others, among)


def _estimated(wanted: Wanted, narrowing: Narrowing, most: int) -> Part:
    """By some of the ids: to look for each one's messages takes longer the more these are."""
    if narrowing.ids is None:
        return Part(narrowing, most + 1, ())
    step = max(len(narrowing.ids) // IDS, 1)
    at = Message.created_at
    some = (
        select(at)
        .where(_every(step, narrowing), *wanted.times(at.expression))
        .limit(most // step + 1)
        .subquery()
    )
    newest_first = some.c.created_at.desc()
    began = (func.percentile_disc(share).within_group(newest_first) for share in SHARES)
    messages, *since = db.session.execute(select(func.count(), *began).select_from(some)).one()
    return Part(narrowing, messages * step, since)


def _promising(wanted: Wanted, part: Part) -> datetime | None:
    """The moment since when the hits are likely to be enough; None if that is most of the time."""
    hit = case((and_(*wanted.decisive()), 1)).label("hit")
    among = _every(part.messages // LOOKED_AT, part.narrowing)
    times = wanted.times(Message.created_at.expression)
    some = select(hit).where(among, *times).limit(LOOKED_AT).subquery()
    hits, looked_at = db.session.execute(select(func.count(some.c.hit), func.count())).one()
    enough = MARGIN * wanted.limit * looked_at
    for share, since in zip(SHARES, part.since, strict=True):
        if hits * share * part.messages >= enough:
            return since
    return None


def _every(step: int, narrowing: Narrowing) -> ColumnElement[bool]:
    """The condition that a message belongs to one of every so many ids."""
    return one_of(narrowing.filter.column, (narrowing.ids or [])[::step])
