"""What an operator leaves, of which only the newest messages may have to be read."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, ColumnElement, ScalarSelect, and_, case, cast, func, select

from crm.db import db, one_of
from crm.pagelink.models import Message
from crm.search.queries.filters import Narrowing, leaves
from crm.search.queries.newest.wanted import Rows, Wanted, read_all, unindexed_time

IDS = 100
"""Of at least so many ids, taken evenly from all, the messages are counted."""
SMALL = 2_500
"""So many messages of a part are all read."""
LOOKED_AT = 500
"""So many of a part's messages tell how often the words are met in it."""
MARGIN = 1.5
"""So many times the hits wanted are to be expected among the messages that are read."""
MOST = 0.6
"""To read a larger share than this saves nothing."""


@dataclass(frozen=True)
class Part:
    """What an operator leaves, about so many messages; told by every `step`th of its ids."""

    narrowing: Narrowing
    step: int
    messages: int


def smallest_part(wanted: Wanted, most: int) -> Part:
    """The part of the operator that leaves the fewest messages; more than `most` if there are more.

    Very many ids are taken to have more messages than that.
    """
    parts = [_estimated(wanted, each.narrowing(), most) for each in wanted.filters.sets]
    return min(parts, key=lambda each: each.messages)


def all_hits(wanted: Wanted, part: Part) -> Rows:
    """The hits among all its messages."""
    return read_all(wanted.without(part.narrowing.filter), part.narrowing.condition)


def newest_hits(wanted: Wanted, part: Part) -> Rows | None:
    """The hits among as many of its newest messages as are likely to hold enough; of few, all.

    None if these don't hold enough, or would be most of its messages.
    """
    if part.messages <= SMALL:
        return all_hits(wanted, part)
    others = wanted.without(part.narrowing.filter)
    since = db.session.scalar(
        select(Message.created_at)
        .where(_every(part.step, part.narrowing), *wanted.bounds())
        .order_by(unindexed_time().desc())
        .offset(_promising(others, part))
        .limit(1)
    )
    if since is None:
        return None
    rows = read_all(others, and_(part.narrowing.condition, Message.created_at >= since))
    return rows if len(rows) == wanted.limit else None


def _estimated(wanted: Wanted, narrowing: Narrowing, most: int) -> Part:
    """By some of the ids: to look for each one's messages takes longer the more these are."""
    if narrowing.ids is None:
        return Part(narrowing, 1, most + 1)
    step = max(len(narrowing.ids) // IDS, 1)
    some = and_(_every(step, narrowing), *wanted.bounds())
    return Part(narrowing, step, leaves(some, most // step) * step)


def _promising(wanted: Wanted, part: Part) -> ScalarSelect[int]:
    """The place among the newest of every `step`th, by how often some messages are hits."""
    hit = case((and_(*wanted.decisive()), 1)).label("hit")
    among = _every(part.messages // LOOKED_AT, part.narrowing)
    some = select(hit).where(among, *wanted.bounds()).limit(LOOKED_AT).subquery()
    hits, enough = func.count(some.c.hit), MARGIN * wanted.limit * func.count()
    is_saving = enough < hits * part.messages * MOST
    place = case((is_saving, enough / (hits * part.step)), else_=part.messages)
    return select(cast(place, BigInteger)).select_from(some).scalar_subquery()


def _every(step: int, narrowing: Narrowing) -> ColumnElement[bool]:
    """The condition that a message belongs to one of every so many ids."""
    return one_of(narrowing.filter.column, (narrowing.ids or [])[:: max(step, 1)])
