"""Looks for what must be gone, in every column of every table and in every file kept."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table, inspect, select

from crm import thai
from crm.db import Base, db


def leftovers(words: Iterable[str], folder: Path) -> dict[str, set[str]]:
    """Where each word still stands: `table.column`, or the file's path; encrypted values are read.

    Names and texts are sought as they are written and as the search folds them, and numbers by the
    mark under which the search finds them, too.
    """
    sought = {word: _forms(word) for word in words}
    found: dict[str, set[str]] = {word: set() for word in sought}
    for place, value in [*_values(), *_files(folder)]:
        text = _readable(value)
        for word, forms in sought.items():
            if any(form in text for form in forms):
                found[word].add(place)
    return {word: places for word, places in found.items() if places}


def _forms(word: str) -> set[str]:
    marks = {thai.phone_mark(phone.national) for phone in thai.find_phones(word)}
    escaped = word.encode("ascii", "backslashreplace").decode()
    return {word, thai.fold(word), escaped, *marks}


def _readable(value: Any) -> str:
    """Bytes as text, and what JSON holds as it is read."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def _values() -> Iterator[tuple[str, Any]]:
    for table in _tables():
        for row in db.session.execute(select(table)).mappings():
            yield from ((f"{table.name}.{name}", value) for name, value in row.items() if value)


def _tables() -> list[Table]:
    """Every table of ours, read as our models read it, and every other one that is there."""
    named = set(inspect(db.engine).get_table_names()) - set(Base.metadata.tables)
    others = MetaData()
    others.reflect(db.engine, only=sorted(named))
    return [*Base.metadata.sorted_tables, *others.sorted_tables]


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "sqlite3" not in path.name:
            yield path.relative_to(folder).as_posix(), path.read_bytes()
