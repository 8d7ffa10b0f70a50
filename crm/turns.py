"""Turns at writing the embedded database, among the threads and processes of one machine.

SQLite lets those who want to write look now and then, at growing distances, whether the lock is
free; whoever comes by at the right moment has it. So a request that needs a millisecond waits for
tens of them behind a worker that writes one transaction after the other. The lock of a file beside
the database wakes the next in line at once. It is a courtesy, not the guard: where there is no such
lock, SQLite's own still lets only one write.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import portalocker

log = logging.getLogger(__name__)


@contextmanager
def turn(database: str | None) -> Iterator[None]:
    """Wait for one's turn at the database of this file; none is needed for one in memory."""
    if not database or database == ":memory:":
        yield
        return
    with Path(f"{database}-turn").open("ab") as line:
        _wait_in(line)
        yield


def _wait_in(line: IO[bytes]) -> None:
    try:
        portalocker.lock(line, portalocker.LockFlags.EXCLUSIVE)
    except portalocker.LockException as error:
        log.info("no turn at writing: %s", error)
