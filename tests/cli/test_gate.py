"""Requests by turns: first come, first served, and nobody waits for one that takes long."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from crm.cli import gate
from crm.cli.gate import Gate

SECONDS = 20
"""More than any step takes; only a test that fails waits so long."""


class Application:
    """Notes who is inside; each request stays until it is let go."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self.entered = threading.Semaphore(0)
        self.doors: dict[str, threading.Event] = {}

    def __call__(self, environ: dict[str, Any], _start: Callable[..., Any]) -> Iterable[bytes]:
        name = environ["PATH_INFO"]
        self.inside.append(name)
        self.entered.release()
        assert self.doors[name].wait(SECONDS)
        if name == "broken":
            raise ValueError(name)
        return [name.encode()]


class Requests:
    """Threads that each ask for one page."""

    def __init__(self, served: Gate, app: Application) -> None:
        self._served = served
        self._app = app
        self._threads: list[threading.Thread] = []

    def ask(self, name: str) -> None:
        """Ask for a page, and return once it waits or is inside."""
        self._app.doors[name] = threading.Event()
        before = self._served.known
        thread = threading.Thread(target=self._call, args=(name,))
        thread.start()
        self._threads.append(thread)
        while self._served.known == before:
            pass

    def post(self, name: str) -> None:
        """Change something, to its end."""
        self._app.doors[name] = threading.Event()
        self._app.doors[name].set()
        self._call(name, "POST")

    def _call(self, name: str, method: str = "GET") -> None:
        try:
            asked = {"PATH_INFO": name, "REQUEST_METHOD": method}
            self._served(asked, lambda *_: lambda _: None)
        except ValueError:
            return

    def let_go(self, *names: str) -> None:
        """Let these come to their end."""
        for name in names:
            self._app.doors[name].set()

    def end(self) -> None:
        """Wait until all have ended."""
        for thread in self._threads:
            thread.join(SECONDS)
            assert not thread.is_alive()


@pytest.fixture
def app() -> Application:
    return Application()


@pytest.fixture
def requests(app: Application, monkeypatch) -> Requests:
    monkeypatch.setattr(gate, "LONG", SECONDS)
    return Requests(Gate(app, at_once=1), app)


def test_requests_go_in_as_they_came(app: Application, requests: Requests) -> None:
    for name in ("first", "second", "third"):
        requests.ask(name)
    assert app.entered.acquire(timeout=SECONDS)
    assert app.inside == ["first"]
    requests.let_go("first", "second", "third")
    requests.end()
    assert app.inside == ["first", "second", "third"]


def test_one_that_fails_makes_room_too(app: Application, requests: Requests) -> None:
    requests.ask("broken")
    requests.ask("next")
    requests.let_go("broken", "next")
    requests.end()
    assert app.inside == ["broken", "next"]


def test_what_changes_something_passes_those_who_read(app: Application, requests: Requests) -> None:
    requests.ask("list")
    assert app.entered.acquire(timeout=SECONDS)
    requests.post("webhook")
    assert app.inside == ["list", "webhook"]
    requests.let_go("list")
    requests.end()


def test_nobody_waits_for_one_that_takes_long(
    app: Application, requests: Requests, monkeypatch
) -> None:
    requests.ask("report")
    assert app.entered.acquire(timeout=SECONDS)
    monkeypatch.setattr(gate, "LONG", 0.01)
    requests.ask("list")
    assert app.entered.acquire(timeout=SECONDS)
    assert app.inside == ["report", "list"]
    requests.let_go("list", "report")
    requests.end()
