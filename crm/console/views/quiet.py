"""Answers the question of open consoles, before Flask is asked, while there is nothing to tell."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask

from crm import clock
from crm.console.views.beside import whole_mark
from crm.pagelink.queries.writing import shared_pulse

NEWS = "/inbox/news"
Headers = list[tuple[str, str]]
Question = tuple[str, str]


class Quiet:
    """A WSGI application around Flask's own, for `GET /inbox/news`.

    Fifty consoles ask twenty times a second. Whoever was told that there is nothing, and asks the
    same again while nothing has moved, is told so again, without Flask, a session and a log-in,
    which cost half of it all. The empty answer holds nothing but what its asker knows;
    as soon as there is something to tell, and each minute, Flask answers, and its guard.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._flask = app.wsgi_app
        self._so_far: tuple[str, dict[Question, Headers]] = ("", {})

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """As WSGI has it."""
        if environ["PATH_INFO"] != NEWS or environ["REQUEST_METHOD"] != "GET":
            return self._flask(environ, start_response)
        mark, told = self._told_so_far()
        question = environ.get("HTTP_COOKIE", ""), environ.get("QUERY_STRING", "")
        if mark not in parse_qs(question[1]).get("whole", ()):
            return self._flask(environ, start_response)
        if question not in told:
            return self._flask(environ, _noting(start_response, told, question))
        start_response("200 OK", told[question])
        return ()

    def _told_so_far(self) -> tuple[str, dict[Question, Headers]]:
        """The mark, and who was told since it moved."""
        with self._app.app_context():
            now = clock.now()
            mark = whole_mark(shared_pulse(now), now)
        if mark != self._so_far[0]:
            self._so_far = mark, {}
        return self._so_far


def _noting(
    start_response: StartResponse, told: dict[Question, Headers], question: Question
) -> StartResponse:
    """Keeps the headers of an answer that says nothing."""

    def noting(status: str, headers: Headers, *more: Any) -> Callable[[bytes], object]:
        if status.startswith("200") and ("Content-Length", "0") in headers:
            told[question] = headers
        return start_response(status, headers, *more)

    return noting
