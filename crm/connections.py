"""How connections behave: each engine's settings, what is planned once, whether one still lives."""

import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection, ExecutionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_MILLISECONDS = 30_000
"""How long a writer waits for its turn on SQLite; those who wait are not served in turn, so that
with two busy workers five seconds were too short for some."""
RESTED_SECONDS = 1.0
"""After such a rest a connection is asked whether it still lives, before a page relies on it."""


def listen() -> None:
    """See to every connection of this process from now on; to call it twice changes nothing."""
    for moment, act in (
        ("connect", _prepare),
        ("checkin", _note_rest),
        ("checkout", _ask_whether_it_lives),
        ("begin", _begin_sqlite),
        ("do_execute", _plan_once),
    ):
        event.listen(Engine, moment, act)


def _is_of_sqlite(connection: Any) -> bool:
    return type(connection).__module__.startswith("sqlite3")


def _prepare(connection: Any, _record: Any) -> None:
    if _is_of_sqlite(connection):
        _prepare_sqlite(connection)
    else:
        _prepare_postgresql(connection)


def _prepare_postgresql(connection: Any) -> None:
    """Without its compiler, which by estimates too high sets to work where all is soon read: to
    compile then takes longer than to read."""
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False


def _prepare_sqlite(connection: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _note_rest(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["rests_since"] = time.monotonic()


def _ask_whether_it_lives(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """What SQLAlchemy's `pool_pre_ping` asks each time, and so with every page: a way to the server
    and back. A connection that has just been at work lives; after a rest the server may have gone,
    and the pool then takes a new one."""
    if _is_of_sqlite(connection):
        return
    now = time.monotonic()
    if now - record.info.get("rests_since", now) < RESTED_SECONDS:
        return
    was_autocommit = connection.autocommit
    try:
        connection.autocommit = True
        connection.execute("")
        connection.autocommit = was_autocommit
    except connection.Error as gone:
        raise DisconnectionError from gone


def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    immediate = connection.get_execution_options().get("begin_immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _plan_once(
    cursor: Any, statement: str, parameters: Any, context: ExecutionContext | None
) -> bool | None:
    """psycopg's own keyword; None lets SQLAlchemy execute as ever."""
    if not context or not context.execution_options.get("planned_once"):
        return None
    if context.dialect.name != "postgresql":
        return None
    cursor.execute(statement, parameters, prepare=True)
    return True
