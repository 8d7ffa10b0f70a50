"""The plainest way to store the same rows: `executemany` into the same tables and indexes."""

import json
import time
from typing import Any

from flask import Flask

from crm.db import Base, db

CHUNK = 1_000
TABLES = (
    "pages",
    "customers",
    "identities",
    "posts",
    "conversations",
    "messages",
    "revisions",
    "attachments",
)
TEXT_INDEX = (
    "INSERT INTO message_index(rowid, words) SELECT key, words FROM message_index_texts "
    "WHERE id IN (SELECT value FROM json_each(?))"
)
"""PostgreSQL indexes the texts by itself, SQLite when it is told to: here, too, by the batch."""

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def stored_rows(app: Flask) -> Rows:
    """Every row that an import left in the tables of people and messages, columns named."""
    with app.app_context():
        connection = db.engine.raw_connection()
        try:
            return {table: _read(connection.cursor(), table) for table in TABLES}
        finally:
            connection.close()


def store(app: Flask, rows: Rows) -> float:
    """Insert them into a fresh database, a thousand a transaction; the seconds that it took."""
    with app.app_context():
        mark = "?" if db.engine.dialect.name == "sqlite" else "%s"
        connection = db.engine.raw_connection()
        try:
            began = time.perf_counter()
            for table, (columns, values) in rows.items():
                marks = ", ".join([mark] * len(columns))
                names = ", ".join(columns)
                statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"
                _insert(connection, statement, values, is_indexed=table == "messages")
            return time.perf_counter() - began
        finally:
            connection.close()
            db.engine.dispose()


def _read(cursor: Any, table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    columns = [column.name for column in Base.metadata.tables[table].columns]
    cursor.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {_order(table)}")
    return columns, [tuple(row) for row in cursor.fetchall()]


def _order(table: str) -> str:
    """In the order in which they refer to each other: what answers comes after what it answers."""
    return "answered_by_message_id IS NOT NULL, id" if table == "messages" else "id"


def _insert(
    connection: Any, statement: str, rows: list[tuple[Any, ...]], *, is_indexed: bool
) -> None:
    cursor = connection.cursor()
    is_sqlite = "?" in statement
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        if is_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        cursor.executemany(statement, some)
        if is_sqlite and is_indexed:
            cursor.execute(TEXT_INDEX, [json.dumps([row[0] for row in some])])
        cursor.execute("COMMIT") if is_sqlite else connection.commit()
