"""What PostgreSQL's planner knows of tables that grow quickly."""

from datetime import datetime

from flask import Flask
from sqlalchemy import insert, text

from crm import planner
from crm.customers.models import Customer
from crm.db import db, is_sqlite, transaction


def test_a_table_that_has_grown_is_looked_at_again(app: Flask, now: datetime) -> None:
    assert known_rows(now, people=10) in (None, -1)
    assert known_rows(now, people=600) in (None, 610)
    assert known_rows(now, people=600) in (None, 610)
    assert known_rows(now, people=2_000) in (None, 3_210)


def known_rows(now: datetime, people: int) -> int | None:
    """How many the planner takes there to be after so many more; nothing on SQLite."""
    row = {"name": "x", "created_at": now, "first_seen_at": now, "last_seen_at": now}
    with transaction() as session:
        session.execute(insert(Customer), [row] * people)
        if not is_sqlite():
            session.execute(text("SELECT pg_stat_force_next_flush()"))
    planner.look_again(["customers"])
    if is_sqlite():
        return None
    with transaction():
        known = text("SELECT reltuples FROM pg_class WHERE oid = 'customers'::regclass")
        return int(db.session.scalar(known) or 0)
