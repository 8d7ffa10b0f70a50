"""Reads a table in chunks by id, so that memory stays bounded however long it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select
from sqlalchemy.orm import InstrumentedAttribute

from crm.db import db

CHUNK = 500
Fields = dict[str, Any]


@dataclass(frozen=True)
class Keyset:
    """Which chunk is wanted: what follows the id `after`, at most `limit` rows."""

    after: int | None = None
    limit: int = CHUNK
    newest_first: bool = False


@dataclass(frozen=True)
class Chunk:
    """Rows as they are given out, and the id to go on after; None at the end."""

    rows: list[Fields]
    next: int | None


def fetch(
    statement: Select[Any], key: InstrumentedAttribute[int], keyset: Keyset
) -> tuple[Sequence[Row[Any]], int | None]:
    """Run one statement for one chunk; its first column must be the key."""
    order = key.desc() if keyset.newest_first else key.asc()
    if keyset.after is not None:
        later = key < keyset.after if keyset.newest_first else key > keyset.after
        statement = statement.where(later)
    found = db.session.execute(statement.order_by(order).limit(keyset.limit + 1)).all()
    rows = found[: keyset.limit]
    return rows, (rows[-1][0] if len(found) > keyset.limit else None)


def iso(when: datetime | None) -> str | None:
    """ISO 8601 in UTC with `Z`."""
    return None if when is None else when.astimezone(UTC).isoformat().replace("+00:00", "Z")
