"""Fills a fresh installation's database with a city's years, in bulk; the same for the same seed.

By default a million messages in 200,000 conversations, 100,000 worksheets, and the people, posts,
tags, replies and events that belong to them; a smaller number of messages scales everything. The
rows go past the services, by `executemany` on SQLite and by COPY on PostgreSQL, with the indexes
taken down and built again behind them, the text index too.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import Table, func, select, text

from crm import clock
from crm.auth import service as auth
from crm.auth.models import Role
from crm.db import Base, db, is_sqlite, transaction

from .fill_city import City
from .fill_talks import Row, Talks

PASSWORD = "a-password-of-the-proofs"  # noqa: S105 - of accounts that live for one proof
STAFF = 12
CHUNK = 2_000
TEXT_INDEXES = (
    "message_index",
    "post_index",
    "note_index",
    "customer_index",
    "identity_index",
    "worksheet_index",
)
ORDER = (
    "pages",
    "customers",
    "identities",
    "posts",
    "conversations",
    "messages",
    "attachments",
    "notes",
    "replies",
    "reply_answers",
    "worksheets",
    "worksheet_topics",
    "worksheet_messages",
    "worksheet_events",
    "dispatches",
    "conversation_tags",
    "counters",
)


def fill(
    app: Flask, *, messages: int = 1_000_000, seed: int = 1, now: datetime | None = None
) -> dict[str, int]:
    """Fill the migrated and seeded database of `app`; how many rows each table got.

    The accounts are `staff0@example.go.th` (an admin), `staff1@…` (a supervisor) and agents up to
    `staff11@…`, all with PASSWORD.
    """
    now = now or clock.now()
    with app.app_context():
        _add_staff(now)
        talks = Talks(City.read(seed), messages=messages, seed=seed, now=now)
        db.session.remove()
        with _without_indexes():
            return _store(talks)


def _add_staff(now: datetime) -> None:
    roles = [Role.ADMIN, Role.SUPERVISOR, *[Role.AGENT] * (STAFF - 2)]
    with transaction():
        for number, role in enumerate(roles):
            email = f"staff{number}@example.go.th"
            name = f"เจ้าหน้าที่ {number}"
            auth.add_user(email, name=name, role=role, password=PASSWORD, now=now)


def _store(talks: Talks) -> dict[str, int]:
    counted = dict.fromkeys(ORDER, 0)
    connection = db.engine.raw_connection()
    try:
        for rows in _in_chunks(talks.rows()):
            _begin(connection)
            for name in ORDER:
                _insert(connection, Base.metadata.tables[name], rows[name])
                counted[name] += len(rows[name])
            connection.cursor().execute("COMMIT") if is_sqlite() else connection.commit()
    finally:
        connection.close()
    return counted


def _in_chunks(rows: Iterable[tuple[str, Row]]) -> Iterator[dict[str, list[Row]]]:
    """The rows by table, so many conversations at a time."""
    chunk: dict[str, list[Row]] = {name: [] for name in ORDER}
    for name, row in rows:
        if name == "conversations" and len(chunk[name]) == CHUNK:
            yield chunk
            chunk = {each: [] for each in ORDER}
        chunk[name].append(row)
    yield chunk


def _begin(connection: Any) -> None:
    if is_sqlite():
        connection.cursor().execute("BEGIN IMMEDIATE")


def _insert(connection: Any, table: Table, rows: Sequence[Row]) -> None:
    usual = {
        column.name: column.default.arg if column.default is not None else None
        for column in table.columns
    }
    usual = {name: None if callable(value) else value for name, value in usual.items()}
    names = ", ".join(usual)
    filled = ([row.get(name, value) for name, value in usual.items()] for row in rows)
    if is_sqlite():
        marks = ", ".join("?" * len(usual))
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"
        connection.cursor().executemany(statement, ([_plain(v) for v in row] for row in filled))
        return
    with connection.cursor().copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in filled:
            copy.write_row(row)


def _plain(value: Any) -> Any:
    """A value as SQLAlchemy would store it on SQLite."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return json.dumps(value) if isinstance(value, (dict, list)) else value


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Take the indexes and the triggers of the text index down, and put all back at the end."""
    dropped = _on_sqlite() if is_sqlite() else _on_postgresql()
    with db.engine.begin() as connection:
        for drop, _ in dropped:
            connection.exec_driver_sql(drop)
    yield
    with db.engine.begin() as connection:
        for _, create in dropped:
            connection.exec_driver_sql(create)
    if is_sqlite():
        _rebuild_text_index()
        return
    _move_sequences_on()


def _on_sqlite() -> list[tuple[str, str]]:
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL "
            "AND type IN ('index', 'trigger') AND tbl_name NOT LIKE 'alembic%'"
        )
        return [(f"DROP {kind} {name}", sql) for kind, name, sql in rows]


def _on_postgresql() -> list[tuple[str, str]]:
    """The indexes that no constraint stands on."""
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname "
            "NOT IN (SELECT conname FROM pg_constraint WHERE contype IN ('p', 'u'))"
        )
        return [(f"DROP INDEX {name}", definition) for name, definition in rows]


def _rebuild_text_index() -> None:
    with db.engine.begin() as connection:
        for index in TEXT_INDEXES:
            connection.exec_driver_sql(f"INSERT INTO {index}({index}) VALUES ('rebuild')")


def _move_sequences_on() -> None:
    """COPY with ids leaves the sequences behind; statistics come as autovacuum would bring them."""
    with db.engine.begin() as connection:
        for name in ORDER:
            table = Base.metadata.tables[name]
            if "id" not in table.columns:
                continue
            highest = connection.scalar(select(func.max(table.c.id))) or 1
            move = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :highest)")
            connection.execute(move, {"name": name, "highest": highest})
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
