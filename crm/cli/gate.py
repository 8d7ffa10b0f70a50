"""Some requests at a time, first come, first served.

Python runs one thread at a time. Eight requests at once take turns in slices of milliseconds: all
of them end late, some by luck before others, and the changing alone costs a third of the work. Here
a request waits until it is its turn and then runs through. One that takes long, a report, does not
hold up the others: after a while it no longer counts.
"""

import threading
import time
from collections import deque
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LONG = 0.25
"""Seconds after which a request no longer counts as one that others wait for."""


class Gate:
    """A WSGI application that lets those who read in to another one by turns.

    What changes something passes at once: it may wait for the database's lock, which is no work
    that others should wait for. What an answer streams after its beginning runs outside, too.
    """

    def __init__(self, app: WSGIApplication, *, at_once: int) -> None:
        self._app = app
        self._at_once = at_once
        self._moved = threading.Condition()
        self._waiting: deque[object] = deque()
        self._inside: dict[object, float] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._app(environ, start_response)
        ticket = object()
        self._enter(ticket)
        try:
            return self._app(environ, start_response)
        finally:
            self._leave(ticket)

    @property
    def known(self) -> int:
        """How many wait or are inside."""
        with self._moved:
            return len(self._waiting) + len(self._inside)

    def _enter(self, ticket: object) -> None:
        with self._moved:
            self._waiting.append(ticket)
            while self._waiting[0] is not ticket:
                self._moved.wait()
            while seconds := self._seconds_until_room():
                self._moved.wait(seconds)
            self._waiting.popleft()
            self._inside[ticket] = time.monotonic()
            self._moved.notify_all()

    def _leave(self, ticket: object) -> None:
        with self._moved:
            del self._inside[ticket]
            self._moved.notify_all()

    def _seconds_until_room(self) -> float:
        """Until so many of those inside no longer count that one may enter; 0 where there is room.

        The youngest count longest, so that one's place is the oldest of the last `at_once`.
        """
        now = time.monotonic()
        left = sorted(began + LONG - now for began in self._inside.values() if began + LONG > now)
        return left[-self._at_once] if len(left) >= self._at_once else 0.0
