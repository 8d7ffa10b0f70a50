"""Pages of a list by keyset, with opaque cursors that die with their item."""

import base64
import binascii
from dataclasses import dataclass, field
from typing import Any

from crm.graph.simulator.errors import bad_parameter
from crm.graph.simulator.store import Row, Store

DEFAULT_LIMIT = 25


@dataclass
class Query:
    """What a list is selected from: the columns `<alias>.<time>` and `<alias>.number` order it."""

    table: str
    alias: str
    select: str
    where: str
    values: list[Any]
    descending: bool
    time: str = "created"


@dataclass
class Slice:
    """One page of rows, and whether there is more on either side."""

    rows: list[Row] = field(default_factory=list)
    more_after: bool = False
    more_before: bool = False
    time: str = "created"

    @property
    def cursors(self) -> dict[str, str] | None:
        """The cursors before the first and after the last row."""
        if not self.rows:
            return None
        return {
            "before": encode(self.rows[0][self.time], self.rows[0]["number"]),
            "after": encode(self.rows[-1][self.time], self.rows[-1]["number"]),
        }


def encode(moment: int, number: int) -> str:
    """A cursor that says where an item stands."""
    return base64.urlsafe_b64encode(f"QVFI:{moment}:{number}".encode()).decode().rstrip("=")


def decode(cursor: str) -> tuple[int, int]:
    """Where a cursor points; raises code 100 for what isn't one."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        mark, moment, number = text.split(":")
        if mark != "QVFI":
            raise ValueError(mark)
        return int(moment), int(number)
    except (ValueError, binascii.Error) as error:
        raise bad_parameter("Invalid cursors values provided for pagination") from error


def read_limit(text: str | None, most: int) -> int:
    """The `limit` of a list; raises code 100 above what Facebook allows."""
    if text is None or text == "":
        return DEFAULT_LIMIT
    if not text.isdigit():
        raise bad_parameter("Param limit must be an integer")
    if int(text) > most:
        raise bad_parameter(f"Param limit must be a number between 0 and {most}")
    return int(text)


def cut(store: Store, query: Query, limit: int, after: str | None, before: str | None) -> Slice:
    """The page of a list behind `after`, or in front of `before`."""
    where, values = query.where, list(query.values)
    backward = bool(before and not after)
    cursor = before if backward else after
    if cursor:
        moment, number = decode(cursor)
        _refuse_dead(store, query, number)
        sign = "<" if query.descending != backward else ">"
        where += f" AND ({query.alias}.{query.time}, {query.alias}.number) {sign} (?, ?)"
        values += [moment, number]
    way = "DESC" if query.descending != backward else "ASC"
    rows = store.rows(
        f"{query.select} WHERE {where} "
        f"ORDER BY {query.alias}.{query.time} {way}, {query.alias}.number {way} LIMIT ?",
        *values,
        limit + 1,
    )
    more = len(rows) > limit
    rows = rows[:limit]
    if backward:
        return Slice(rows[::-1], True, more, query.time)
    return Slice(rows, more and limit > 0, bool(cursor), query.time)


def _refuse_dead(store: Store, query: Query, number: int) -> None:
    """A cursor dies when its item is deleted."""
    dead = "deleted" if query.table in ("posts", "comments", "messages") else "0"
    if store.value(f"SELECT {dead} FROM {query.table} WHERE number = ?", number) != 0:
        raise bad_parameter("Invalid cursors values provided for pagination")
