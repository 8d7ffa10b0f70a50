"""Child processes of an installation: the web server, and workers that are killed outright."""

import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError

import psutil

from .installation import ROOT, Installation, environment

WORKER = Path(__file__).with_name("worker.py")
CRM = (sys.executable, "-c", "from crm.cli import main; main()")
STARTING_SECONDS = 60


class Child:
    """A process; what it writes is kept beside the installation under its name."""

    def __init__(self, place: Installation, name: str, command: Sequence[str]) -> None:
        self._folder = place.folder
        self.log = place.folder / f"{name}.log"
        self._command = list(command)
        self._variables = environment(place)
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0

    def start(self, *arguments: str) -> None:
        """Start it anew with further arguments."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self._command, *arguments],
                cwd=ROOT,
                env=self._variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.started += 1

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    @property
    def is_at_work(self) -> bool:
        """Whether it has come so far that its jobs run."""
        process = self.process
        return process is not None and (self._folder / f"ready-{process.pid}").exists()

    def kill(self) -> bool:
        """End it at once, as the power cut does; whether it was still running."""
        if self.process is None:
            return False
        was_running = self.is_running
        self.process.kill()
        self.process.wait()
        return was_running

    def wait(self, seconds: float) -> int:
        """Its exit status; killed when it takes longer."""
        assert self.process is not None
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return -1

    def written(self) -> str:
        """Everything that it wrote so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""


def worker(place: Installation, name: str) -> Child:
    """A worker of the proofs (see `worker.py`), not started yet."""
    return Child(place, name, [sys.executable, str(WORKER)])


def run_worker(place: Installation, *arguments: str, seconds: float = 3600) -> dict[str, Any]:
    """Let a worker do one thing to its end; what it tells in the last line, with its peak memory.

    Raises when it fails.
    """
    child = worker(place, arguments[0])
    child.start(*arguments)
    with watching_memory(child) as memory:
        status = child.wait(seconds)
    if status:
        raise RuntimeError(f"{arguments[0]} ended with {status}:\n{child.written()[-4000:]}")
    told = json.loads(child.written().strip().splitlines()[-1])
    return {**told, "megabytes": round(memory[0] / 1e6, 1)}


@contextmanager
def watching_memory(child: Child) -> Iterator[list[int]]:
    """The most memory that the process was seen to hold, in bytes, looked at ten times a second."""
    assert child.process is not None
    seen, ended = [0], threading.Event()
    process = psutil.Process(child.process.pid)

    def look() -> None:
        while not ended.wait(0.1):
            try:
                seen[0] = max(seen[0], process.memory_info().rss)
            except psutil.Error:
                return

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


@contextmanager
def web_server(place: Installation) -> Iterator[Child]:
    """The installation's web server, ready to be called."""
    child = Child(place, "web", [*CRM, "web"])
    child.start()
    try:
        _wait_until_answering(place, child)
        yield child
    finally:
        child.kill()


def _wait_until_answering(place: Installation, child: Child) -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline and child.is_running:
        try:
            urllib.request.urlopen(f"{place.url}/healthz", timeout=2)  # noqa: S310 - loopback
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the web server did not start:\n{child.written()[-4000:]}")
