"""Reads single values out of Facebook's JSON, whatever their shape; never raises."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Json = Mapping[str, Any]
MILLISECONDS_FROM = 100_000_000_000
"""A number of seconds as large as this would lie in the year 5138, so it counts milliseconds."""

EARLIEST = datetime(2004, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""Facebook is no older; what claims to be from another age names no moment at all."""

LONGEST_ID = 500
LONGEST_NAME = 200
"""Longer than any of Facebook's, and short enough for an index of PostgreSQL."""


@dataclass(frozen=True)
class Author:
    """Who wrote: the id, and the display name of that moment."""

    id: str
    name: str | None


def part(value: Any, *path: str) -> Any:
    """What lies at a path of keys; None where there is no such thing."""
    for key in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def mapping(value: Any) -> Json:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def rows(value: Any) -> list[Json]:
    """The objects of a list, or of `{"data": [...]}`; anything else in it is left out."""
    found = value.get("data") if isinstance(value, Mapping) else value
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def strays(value: Any) -> int:
    """How much `rows` leaves out, since it is no object or not even a list."""
    found = value.get("data") if isinstance(value, Mapping) else value
    if not isinstance(found, list):
        return 0 if value is None else 1
    return sum(not isinstance(row, Mapping) for row in found)


def identifier(value: Any) -> str | None:
    """An id as text: older bodies hold numbers (GRAPH_API.md §7.4); None where it can't be one."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    given = str(value).strip()
    return given if given and len(given) <= LONGEST_ID and text(given) == given else None


def text(value: Any) -> str:
    """Text that a database takes: no NUL, and halves of surrogate pairs joined or replaced."""
    if not isinstance(value, str):
        return ""
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "")


def optional_text(value: Any) -> str | None:
    """The same, None where there is nothing."""
    return text(value) or None


def moment(value: Any) -> datetime | None:
    """A time in any of Facebook's shapes: ISO text, seconds, or milliseconds."""
    read = _from_iso(value) if isinstance(value, str) and not value.isdigit() else _counted(value)
    return read if read and EARLIEST <= read < LATEST else None


def _counted(value: Any) -> datetime | None:
    try:
        number = float(value)
        seconds = number / 1000 if number >= MILLISECONDS_FROM else number
        return datetime.fromtimestamp(seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def author(row: Json) -> Author | None:
    """`from`, or `sender_id` and `sender_name` of older bodies; None: nobody is named."""
    named = row.get("from")
    if isinstance(named, Mapping):
        found, name = identifier(named.get("id")), named.get("name")
    else:
        found, name = identifier(row.get("sender_id")), row.get("sender_name")
    return Author(found, optional_text(text(name)[:LONGEST_NAME])) if found else None


def first(values: Iterable[str | None]) -> str | None:
    """The first that isn't empty."""
    return next((value for value in values if value), None)


def _from_iso(value: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
