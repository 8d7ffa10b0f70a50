"""A whole installation for one test: web, jobs and a simulated Page, each on loopback."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from crm import jobs, wiring
from crm.graph.simulator.world import World


@dataclass(frozen=True)
class House:
    """What the story is told about: the console's address and the simulated world."""

    url: str
    world: World
    app: Flask
    pictures: Path

    def wait_until(self, happened: Callable[[], object], what: str, seconds: int = 60) -> None:
        """Ask again and again, a quarter of a second apart; the limit only ends a lost cause."""
        pause = threading.Event()
        for _ in range(seconds * 4):
            if happened():
                return
            pause.wait(0.25)
        raise AssertionError(f"never happened: {what}")


@contextmanager
def served(app: Flask, port: int) -> Iterator[None]:
    """Serve the console and run the jobs in threads of this process."""
    sockets: dict[int, object] = {}
    server = create_server(app, host="127.0.0.1", port=port, map=sockets, threads=8)
    ended = threading.Event()
    thread = threading.Thread(target=_loop, args=(sockets, ended), daemon=True)
    thread.start()
    scheduler = jobs.start_scheduler(app, wiring.timetable(app.config["SETTINGS"]))
    try:
        yield
    finally:
        scheduler.shutdown()
        ended.set()
        thread.join(10)
        server.task_dispatcher.shutdown()
        server.close()


def _loop(sockets: dict[int, object], ended: threading.Event) -> None:
    while not ended.is_set():
        wasyncore.loop(timeout=0.1, map=sockets, count=1)
