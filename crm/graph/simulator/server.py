"""Serves a simulated Facebook on loopback: in this process for good, or in a thread for tests."""

import logging
import socket
import threading
from dataclasses import dataclass
from typing import Any

from flask import Flask
from waitress import create_server, wasyncore

from crm.graph.simulator.world import World

HOST = "127.0.0.1"
THREADS = 32
log = logging.getLogger(__name__)


@dataclass
class RunningSimulator:
    """A simulator that is being served; `url` has no slash at the end."""

    url: str
    world: World
    _ended: threading.Event
    _thread: threading.Thread

    def stop(self) -> None:
        """End serving and close the state file."""
        self.world.stopping.set()
        self._ended.set()
        self._thread.join(10)
        self.world.close()

    def __enter__(self) -> "RunningSimulator":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(app: Flask, port: int | None = None) -> RunningSimulator:
    """Serve in a thread; on the port given, else the remembered one, else a free one."""
    world: World = app.extensions["world"]
    sockets: dict[int, Any] = {}
    server = create_server(
        app, map=sockets, sockets=[_listen(world, port)], threads=THREADS, ident=None
    )
    world.move_to(_address(server))
    ended = threading.Event()
    thread = threading.Thread(
        target=_loop, args=(server, sockets, ended), name="simulator", daemon=True
    )
    thread.start()
    return RunningSimulator(world.base_url, world, ended, thread)


def run(app: Flask, port: int | None = None) -> None:
    """Serve until Ctrl-C; prints nothing (see `world.base_url`)."""
    running = start(app, port)
    try:
        while not running.world.stopping.wait(0.5):
            pass
    except KeyboardInterrupt:
        log.info("the simulator stops")
    finally:
        running.stop()


def free_port(wanted: int) -> int:
    """The wanted port of loopback, or some free one when that is taken."""
    try:
        listener = _bind(wanted)
    except OSError:
        listener = _bind(0)
    with listener:
        return int(listener.getsockname()[1])


def _listen(world: World, port: int | None) -> socket.socket:
    if port is not None:
        return _bind(port)
    try:
        return _bind(int(world.store.setting("port") or 0))
    except OSError:
        return _bind(0)


def _bind(port: int) -> socket.socket:
    """Listen on loopback; without address re-use, which on Windows would share a busy port."""
    return socket.create_server((HOST, port))


def _address(server: Any) -> int:
    return int(server.socket.getsockname()[1])


def _loop(server: Any, sockets: dict[int, Any], ended: threading.Event) -> None:
    while not ended.is_set():
        wasyncore.loop(timeout=0.1, map=sockets, count=1)
    server.close()
    server.task_dispatcher.shutdown(timeout=5)
    wasyncore.close_all(sockets, ignore_all=True)
