"""The SQLite file that the simulated Facebook keeps its state in."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Row = sqlite3.Row
SCHEMA = Path(__file__).with_name("schema.sql")


class Store:
    """One connection behind one lock: safe from any thread, and every answer is consistent."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-65536"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.executescript(SCHEMA.read_text(encoding="utf-8"))

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """Every row of a query."""
        with self.lock:
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> Row | None:
        """The first row of a query, or None."""
        with self.lock:
            found: Row | None = self._connection.execute(sql, values).fetchone()
            return found

    def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, *values)
        return found[0] if found else None

    def write(self, sql: str, *values: Any) -> int:
        """Run one statement; the number of rows that it touched."""
        with self.lock:
            return self._connection.execute(sql, values).rowcount

    def insert(self, table: str, **columns: Any) -> None:
        """Put one row into a table."""
        names = ", ".join(columns)
        marks = ", ".join("?" * len(columns))
        self.write(f"INSERT INTO {table} ({names}) VALUES ({marks})", *columns.values())

    def next_number(self, table: str, first: int) -> int:
        """The number that the next row of a table gets; rows are never really removed."""
        return int(self.value(f"SELECT COALESCE(max(number), ?) + 1 FROM {table}", first - 1))

    def setting(self, key: str) -> Any:
        """A remembered value, or None."""
        text = self.value("SELECT value FROM settings WHERE key = ?", key)
        return None if text is None else json.loads(text)

    def remember(self, key: str, value: Any) -> None:
        """Keep a value under a key, over restarts."""
        self.write("INSERT OR REPLACE INTO settings VALUES (?, ?)", key, json.dumps(value))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; one inside another is part of the outer one."""
        with self.lock:
            self._begin()
            try:
                yield
            except BaseException:
                self._end("ROLLBACK")
                raise
            self._end("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        with self.lock:
            self._connection.close()

    def _begin(self) -> None:
        if self._depth == 0:
            self._connection.execute("BEGIN IMMEDIATE")
        self._depth += 1

    def _end(self, how: str) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._connection.execute(how)
