"""What is looked for among the messages, and the rows that come back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, literal_column, or_, select

from crm.db import db
from crm.errors import N_, CrmError
from crm.pagelink.models import Message
from crm.search.queries.filters import Filter, Filters
from crm.search.queries.index import MESSAGES, holds_all
from crm.search.words import Word

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

_CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)

Rows = Sequence[Row[Any]]


class WrongCursor(CrmError):
    """The cursor isn't one that a search before has given."""

    sentence = N_("cursor ไม่ถูกต้อง ให้ใช้ค่า next ที่ได้รับมา")


@dataclass(frozen=True)
class Place:
    """A message's place in time; the search goes on with what is older."""

    at: datetime
    id: int

    @classmethod
    def read(cls, cursor: str | None) -> "Place | None":
        """The place that a cursor (`microseconds-id`) means; raises WrongCursor."""
        if not cursor:
            return None
        match = _CURSOR.fullmatch(cursor)
        if match is None:
            raise WrongCursor
        return cls(EPOCH + int(match[1]) * MICROSECOND, int(match[2]))

    def __str__(self) -> str:
        """As a cursor."""
        return f"{(self.at - EPOCH) // MICROSECOND}-{self.id}"


@dataclass(frozen=True)
class Wanted:
    """All the words, all the filters, between two moments, after a place, so many at most."""

    words: tuple[Word, ...]
    filters: Filters
    since: datetime | None
    until: datetime | None
    after: Place | None
    limit: int

    def without(self, spared: Filter) -> "Wanted":
        """The same but for one filter that is met already."""
        sets = tuple(each for each in self.filters.sets if each is not spared)
        return replace(self, filters=replace(self.filters, sets=sets))

    def conditions(self) -> list[ColumnElement[bool]]:
        """All that decides, the times as bounds that an index can serve."""
        return [*self.decisive(), *self.bounds()]

    def decisive(self) -> list[ColumnElement[bool]]:
        """What a row itself must show: the words and the filters."""
        return [holds_all(MESSAGES, self.words), *self.filters.decisive()]

    def bounds(self) -> list[ColumnElement[bool]]:
        """The bounds in time, which an index can serve."""
        return self.times(Message.created_at.expression)

    def times(self, at: ColumnElement[datetime]) -> list[ColumnElement[bool]]:
        """The bounds in time."""
        found: list[ColumnElement[bool]] = []
        if self.since is not None:
            found.append(at >= self.since)
        if self.until is not None:
            found.append(at < self.until)
        if self.after is not None:
            same = and_(at == self.after.at, Message.id < self.after.id)
            found += [at <= self.after.at, or_(at < self.after.at, same)]
        return found


def walk(wanted: Wanted) -> Rows:
    """Read the messages from the newest on until there are enough."""
    return db.session.execute(
        select(Message.id, Message.created_at)
        .where(*wanted.conditions())
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(wanted.limit)
    ).all()


def read_all(wanted: Wanted, narrowing: ColumnElement[bool]) -> Rows:
    """Read all messages that a filter leaves, by that filter's own index, and sort them."""
    return db.session.execute(
        select(Message.id, Message.created_at)
        .where(narrowing, *wanted.decisive(), *wanted.times(unindexed_time()))
        .order_by(unindexed_time().desc(), Message.id.desc())
        .limit(wanted.limit)
    ).all()


def unindexed_time() -> ColumnElement[datetime]:
    """The time of a message in a form that keeps both engines from walking the index on it."""
    return literal_column(
        "coalesce(messages.created_at, messages.created_at)", Message.created_at.type
    )
