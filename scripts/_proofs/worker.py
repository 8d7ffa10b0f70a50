"""A worker that proofs may kill: calls the same services as the timetable's jobs, without rest.

Usage: worker.py TASK [--die-at-commit N]. `intake`, `take_in` and `outbox` go on until they are
killed; the others end by themselves and tell what they did in one line of JSON.
"""

import json
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import psutil
from sqlalchemy import event
from sqlalchemy.orm import Session

from crm import clock, create_app, jobs
from crm.graph import jobs as graph
from crm.jobs import Job

BETWEEN_PASSES = timedelta(minutes=10)
PASSES = timedelta(hours=45) // BETWEEN_PASSES
WEBHOOKS = Job("webhooks", 1, graph.take_in_webhooks)
INTAKE = (Job("poll", 1, graph.poll_pages), WEBHOOKS)


def main() -> None:
    """Do what the first argument says."""
    parser = ArgumentParser()
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("--die-at-commit", type=int)
    asked = parser.parse_args()
    if asked.die_at_commit:
        die_at_commit(asked.die_at_commit)
    told = TASKS[asked.task]()
    print(json.dumps(told), flush=True)


def die_at_commit(number: int) -> None:
    """Be killed right at a commit: just before it when the number is odd, just after when even."""
    seen = 0

    def count(_session: Session) -> None:
        nonlocal seen
        seen += 1
        if seen == (number + 1) // 2:
            psutil.Process().kill()

    event.listen(Session, "before_commit" if number % 2 else "after_commit", count)


def intake() -> dict[str, Any]:
    """Poll and take in webhooks until killed."""
    return run_for_ever(INTAKE)


def take_in() -> dict[str, Any]:
    """Take in webhooks only, until killed."""
    return run_for_ever((WEBHOOKS,))


def outbox() -> dict[str, Any]:
    """Send, and take in what comes meanwhile, until killed."""
    from crm.pagelink import outbox as pagelink_outbox

    send = Job("send", 1, lambda: counts_of(pagelink_outbox.send_due(clock.now())))
    return run_for_ever((send, *INTAKE))


def run_for_ever(timetable: tuple[Job, ...]) -> dict[str, Any]:
    """Run jobs as `crm work` does, and say when they run."""
    app = create_app()
    scheduler = jobs.start_scheduler(app, timetable)
    (app.config["SETTINGS"].data_dir / f"ready-{os.getpid()}").touch()
    while scheduler.running:
        time.sleep(1)
    return {}


def sync() -> dict[str, Any]:
    """One pass of every Page to its end."""
    with create_app().app_context():
        began = time.perf_counter()
        reports = graph.sync()
        seconds = time.perf_counter() - began
    return {
        "seconds": round(seconds, 2),
        "calls": sum(report.calls for report in reports),
        "new": sum(report.new for report in reports),
        "whole": all(report.is_whole for report in reports),
        "reasons": [reason for report in reports for reason in report.reasons],
    }


def settle() -> dict[str, Any]:
    """Let nearly two days go by, a pass every ten minutes; what their last hour still found."""
    time_lapse = TimeLapse(clock.now)
    clock.now = time_lapse.now
    found: list[int] = []
    calls = 0
    with create_app().app_context():
        for _ in range(PASSES):
            graph.take_in_webhooks()
            reports = graph.sync()
            found.append(sum(one.new + one.changed + one.gone for one in reports))
            calls += sum(report.calls for report in reports)
            time_lapse.shift += BETWEEN_PASSES
    whole = all(report.is_whole for report in reports)
    return {"passes": len(found), "calls": calls, "found_last": sum(found[-6:]), "whole": whole}


class TimeLapse:
    """A clock that is put forward: whatever waits for an hour or a day need not wait in a proof."""

    def __init__(self, real_now: Callable[[], datetime]) -> None:
        self.shift = timedelta(0)
        self._real_now = real_now

    def now(self) -> datetime:
        """The later moment."""
        return self._real_now() + self.shift


def send() -> dict[str, Any]:
    """Send what is not final, as `crm send` does."""
    from crm.pagelink import outbox as pagelink_outbox

    with create_app().app_context():
        return counts_of(pagelink_outbox.send_due(clock.now(), disregard_next_try=True))


def counts_of(counts: Any) -> dict[str, int]:
    """The counts of a run, whatever the shape that they come in."""
    return dict(counts) if isinstance(counts, dict) else dict(vars(counts))


TASKS: dict[str, Callable[[], dict[str, Any]]] = {
    task.__name__: task for task in (intake, take_in, outbox, sync, settle, send)
}

if __name__ == "__main__":
    sys.exit(main())
