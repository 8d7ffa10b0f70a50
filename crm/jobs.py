"""What runs by itself: the job runner with its record, and leases that keep two workers apart."""

import logging
import os
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import psutil
from apscheduler.executors.base import MaxInstancesReachedError
from apscheduler.executors.pool import ThreadPoolExecutor as JobThreads
from apscheduler.job import Job as ScheduledJob
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, current_app
from sqlalchemy import or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from crm import clock
from crm.db import Base, Id, db, is_sqlite, transaction

log = logging.getLogger(__name__)

LEASE_SECONDS = 60
KEPT_RUNS = timedelta(days=14)

Item = TypeVar("Item")
Result = TypeVar("Result")


class JobRun(Base):
    """One run of one job, with its counts by outcome."""

    __tablename__ = "job_runs"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(index=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str | None]


class Lease(Base):
    """Who may work on something until when; void at once when its process is gone on this host."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    until: Mapped[datetime]


@dataclass(frozen=True)
class Job:
    """A line of the timetable: `run` returns counts by outcome and owns its transactions."""

    name: str
    every_seconds: int
    run: Callable[[], dict[str, int]]


def run_job(job: Job) -> dict[str, int]:
    """Run a job once now and record it; a failure is recorded and logged, never raised."""
    started_at = clock.now()
    counts: dict[str, int] = {}
    error = None
    try:
        counts = job.run()
    except Exception as exception:
        log.exception("job %s failed", job.name)
        error = type(exception).__name__
    if counts or error:
        _record(job, started_at, counts, error)
    return counts


def _record(job: Job, started_at: datetime, counts: dict[str, int], error: str | None) -> None:
    with transaction() as session:
        session.add(
            JobRun(
                name=job.name,
                started_at=started_at,
                finished_at=clock.now(),
                counts=counts,
                error=error,
            )
        )


def forget_old_runs() -> dict[str, int]:
    """Delete the records of runs older than two weeks."""
    with transaction() as session:
        old = session.query(JobRun).filter(JobRun.started_at < clock.now() - KEPT_RUNS)
        return {"forgotten": old.delete()}


class PatientThreads(JobThreads):  # type: ignore[misc]
    """Runs jobs in threads; one that is still busy misses its turn without a word, and has the
    next: a job that takes longer than its interval is as it should be here."""

    def submit_job(self, job: ScheduledJob, run_times: Sequence[datetime]) -> None:
        """Start the job, unless it still runs."""
        with suppress(MaxInstancesReachedError):
            super().submit_job(job, run_times)


def start_scheduler(app: Flask, timetable: Sequence[Job]) -> BackgroundScheduler:
    """Run every job of the timetable at its interval in threads of this process."""
    scheduler = BackgroundScheduler(
        timezone="UTC",
        executors={"default": PatientThreads()},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for job in timetable:
        scheduler.add_job(
            _in_context,
            "interval",
            args=(app, job),
            id=job.name,
            seconds=job.every_seconds,
            next_run_time=clock.now(),
        )
    scheduler.start()
    return scheduler


def side_by_side(
    work: Callable[[Item], Result], items: Iterable[Item], *, at_once: int
) -> list[Result]:
    """Do the same with each of some things, several at a time in their order, each in a thread
    with a database session of its own; the results in the same order.

    For what waits on others most of the time. Must not be called inside a transaction.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def in_context(item: Item) -> Result:
        with app.app_context():
            return work(item)

    with ThreadPoolExecutor(at_once, thread_name_prefix="side") as threads:
        return list(threads.map(in_context, items))


def _in_context(app: Flask, job: Job) -> None:
    with app.app_context():
        run_job(job)


def this_worker() -> str:
    """This process's name: host, process id and start time, so that a reused id is told apart."""
    process = psutil.Process()
    return f"{socket.gethostname()}:{process.pid}:{int(process.create_time())}"


def take_lease(name: str, *, now: datetime, seconds: int = LEASE_SECONDS) -> bool:
    """Take or renew a lease, in the caller's transaction; False while somebody else holds it."""
    me = this_worker()
    insert = (sqlite if is_sqlite() else postgresql).insert(Lease)
    until = now + timedelta(seconds=seconds)
    db.session.execute(insert.values(name=name, owner=me, until=now).on_conflict_do_nothing())
    holder = db.session.get_one(Lease, name, populate_existing=True).owner
    free = or_(Lease.owner == me, Lease.until <= now)
    if is_gone(holder):
        free = or_(free, Lease.owner == holder)
    taken = db.session.execute(
        update(Lease).where(Lease.name == name, free).values(owner=me, until=until)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def drop_lease(name: str) -> None:
    """Give a lease back, in the caller's transaction; nothing happens if it isn't ours."""
    db.session.query(Lease).filter_by(name=name, owner=this_worker()).delete()


@contextmanager
def lease(name: str) -> Iterator[bool]:
    """Hold a lease over several transactions; yields whether it was got."""
    with transaction():
        got = take_lease(name, now=clock.now())
    try:
        yield got
    finally:
        if got:
            with transaction():
                drop_lease(name)


def is_gone(worker: str) -> bool:
    """Whether a worker of this host has ended; of another host nobody here can tell."""
    host, pid, started = worker.rsplit(":", 2)
    if host != socket.gethostname() or int(pid) == os.getpid():
        return False
    try:
        return int(psutil.Process(int(pid)).create_time()) != int(started)
    except psutil.NoSuchProcess:
        return True
