"""The database: one way to write, on both engines."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import bindparam, create_engine, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from crm import jobs
from crm.auth.models import User
from crm.db import PLANNED_ONCE, UtcDateTime, db, is_sqlite, one_of, transaction
from crm.jobs import Lease


def test_the_migrations_match_the_models_and_can_be_undone(app: Flask) -> None:
    downgrade(revision="base")
    upgrade()
    check()
    assert db.session.query(User).count() == 0


def test_a_failed_transaction_leaves_nothing_behind(app: Flask, make_user) -> None:
    with pytest.raises(RuntimeError), transaction() as session:
        session.add(Lease(name="x", owner="me", until=datetime.now().astimezone()))
        session.flush()
        raise RuntimeError
    assert db.session.get(Lease, "x") is None


def test_transactions_do_not_nest(app: Flask) -> None:
    with transaction(), pytest.raises(RuntimeError, match="nest"), transaction():
        pass


def test_a_read_that_another_process_overtook_does_not_lock_the_writer(
    app: Flask, make_user
) -> None:
    user = make_user()
    assert db.session.get(User, user.id)
    other = create_engine(db.engine.url)
    with other.begin() as connection:
        connection.execute(text("UPDATE users SET name = 'somebody else'"))
    with transaction():
        user.locale = "en"
    assert (user.name, user.locale) == ("somebody else", "en")
    other.dispose()


def test_sqlite_runs_in_wal_mode_with_foreign_keys_on(app: Flask) -> None:
    if not is_sqlite():
        with pytest.raises(SQLAlchemyError):
            db.session.execute(text("PRAGMA journal_mode"))
        return
    assert db.session.scalar(text("PRAGMA journal_mode")) == "wal"
    assert db.session.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_time_without_a_zone_is_refused(app: Flask) -> None:
    with pytest.raises(SQLAlchemyError), transaction() as session:
        session.add(Lease(name="x", owner="me", until=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_a_lease_is_held_by_one_worker_until_it_runs_out(app: Flask, now: datetime) -> None:
    with transaction() as session:
        session.add(Lease(name="page 1", owner="elsewhere:1:1", until=now + timedelta(seconds=30)))
    with transaction():
        early = jobs.take_lease("page 1", now=now)
    with transaction():
        late = jobs.take_lease("page 1", now=now + timedelta(seconds=31))
    assert (early, late) == (False, True)


def test_a_lease_of_a_process_that_is_gone_on_this_host_is_void_at_once(
    app: Flask, now: datetime
) -> None:
    host = jobs.this_worker().rsplit(":", 2)[0]
    with transaction() as session:
        session.add(Lease(name="page 1", owner=f"{host}:4194303:1", until=now + timedelta(days=1)))
    with transaction():
        assert jobs.take_lease("page 1", now=now)


def test_things_done_side_by_side_have_a_session_each_and_keep_their_order(app: Flask) -> None:
    both_there = threading.Barrier(2, timeout=30)

    def work(number: int) -> tuple[int, Session]:
        both_there.wait()
        return number, db.session()

    with app.app_context():
        (first, one), (second, other) = jobs.side_by_side(work, [1, 2], at_once=2)
    assert (first, second) == (1, 2)
    assert one is not other


@pytest.mark.parametrize("values", [[], ["ก'", '"', "\\", "ไม่มี"], ["ก'"] * 1_000])
def test_one_of_finds_what_holds_one_of_the_values_and_nothing_else(
    app: Flask, now: datetime, values: list[str]
) -> None:
    names = {"ก'", '"', "\\", "b"}
    with transaction() as session:
        session.add_all(Lease(name=name, owner="me", until=now) for name in names)
    found = set(db.session.scalars(select(Lease.name).where(one_of(Lease.name, values))))
    assert found == names & set(values)


def test_one_of_takes_its_values_later_too(app: Flask, now: datetime) -> None:
    with transaction() as session:
        session.add_all(Lease(name=name, owner="me", until=now) for name in "abc")
    query = select(Lease.name).where(one_of(Lease.name, bindparam("names")))
    assert set(db.session.scalars(query, {"names": {"a", "c", "d"}})) == {"a", "c"}
    assert set(db.session.scalars(query, {"names": ["b"]})) == {"b"}


def test_a_moment_is_spelt_on_sqlite_as_sqlalchemy_spells_it(now: datetime) -> None:
    usual = sqlite.DATETIME().bind_processor(sqlite.dialect())
    ours = UtcDateTime().bind_processor(sqlite.dialect())
    for moment in (now, datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 2, 3, 4, 5, 6, UTC)):
        assert usual is not None
        assert ours(moment) == usual(moment.replace(tzinfo=None))
    assert ours(datetime(2026, 1, 2, 7, tzinfo=timezone(timedelta(hours=7)))) == ours(
        datetime(2026, 1, 2, tzinfo=UTC)
    )
    assert ours(None) is None


def test_a_secret_in_the_database_lies_encrypted(app: Flask, now: datetime, tmp_path: Path) -> None:
    from crm.pagelink.models import Page

    with transaction() as session:
        session.add(
            Page(
                external_id="1",
                name="เพจ",
                centre_name="ศูนย์",
                token="very secret",
                answering_since=now,
                created_at=now,
            )
        )
    stored = db.session.scalar(text("SELECT token FROM pages"))
    assert "secret" not in stored
    assert db.session.query(Page).one().token == "very secret"


def test_a_read_on_postgresql_opens_no_transaction_and_may_be_planned_once(app: Flask) -> None:
    statement = select(User.id).execution_options(**PLANNED_ONCE)
    assert db.session.scalars(statement).all() == []
    if is_sqlite():
        return
    planned = text(
        "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM users%'"
    )
    is_in_transaction = text("SELECT now() < statement_timestamp()")
    assert db.session.scalar(is_in_transaction) is False
    assert db.session.scalar(planned) == 1
    db.session.rollback()
    assert db.session.scalar(planned) == 1
    with transaction() as session:
        session.scalar(planned)
        assert session.scalar(is_in_transaction) is True


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_rested_is_looked_at_before_it_is_used(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.connections.RESTED_SECONDS", 0)
    _end_the_connections_of(app)
    assert db.session.scalar(text("SELECT 1")) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_one_that_just_worked_is_not_and_the_next_one_is_new(app: Flask) -> None:
    _end_the_connections_of(app)
    with pytest.raises(OperationalError):
        db.session.scalar(text("SELECT 1"))
    db.session.remove()
    assert db.session.scalar(text("SELECT 1")) == 1


def _end_the_connections_of(app: Flask) -> None:
    """As a server does that is started anew, while a connection rests in the pool."""
    db.session.scalar(text("SELECT 1"))
    db.session.remove()
    other = create_engine(db.engine.url, isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    other.dispose()
