"""A client that fetches pages as a person would and checks what every page promises."""

from collections import Counter
from contextvars import Context
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from crm.db import db

UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


class FreshClient(FlaskClient):
    """Makes each request in a context of its own, as a server does, though the test has one open.

    Otherwise who is logged in and which language is spoken would leak from one to the next.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make the request; afterwards the test's own session sees what it left."""
        response: TestResponse = Context().run(super().open, *args, **kwargs)
        db.session.rollback()
        return response


class Browser:
    """A session; `login` it, then `get` and `post`. Forms are posted with their CSRF token."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def login(self, email: str, password: str) -> TestResponse:
        """Log in through the log-in page."""
        return self.post("/login", {"email": email, "password": password}, page="/login")

    def get(self, path: str, status: int = 200, **kwargs: Any) -> str:
        """The page at `path`, checked."""
        response = self.client.get(path, follow_redirects=True, **kwargs)
        assert response.status_code == status, (path, response.status, response.text[:2000])
        if response.mimetype == "text/html" and "<html" in response.text:
            check_page(response.text, path)
        return response.text

    def post(
        self, path: str, fields: dict[str, Any] | None = None, *, page: str = "/login", **kw: Any
    ) -> TestResponse:
        """Post a form as `page` would, with the CSRF token that stands on it."""
        token = find_csrf_token(self.client.get(page, follow_redirects=True).text)
        return self.client.post(path, data={"csrf_token": token, **(fields or {})}, **kw)


def find_csrf_token(page: str) -> str:
    """The CSRF token that a page carries."""
    reader = _Reader()
    reader.feed(page)
    assert reader.csrf_tokens, "the page carries no CSRF token"
    return reader.csrf_tokens[0]


def check_page(page: str, path: str) -> None:
    """What every page promises, whatever it shows."""
    reader = _Reader()
    reader.feed(page)
    assert reader.tags["h1"] == 1, f"{path} has {reader.tags['h1']} h1"
    heading, title = " ".join(reader.heading.split()), " ".join(reader.title.split())
    assert title.startswith(heading), f"{path}: title {title!r} doesn't start with {heading!r}"
    twice = [name for name, count in Counter(reader.ids).items() if count > 1]
    assert not twice, f"{path}: ids used twice: {twice}"
    assert not reader.forms_without_csrf, f"{path}: {reader.forms_without_csrf}"
    unlabelled = [i for i in reader.inputs if i not in reader.labelled]
    assert not unlabelled, f"{path}: inputs without a label: {unlabelled}"
    assert reader.language in ("th", "en"), f"{path} doesn't say its language"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.inputs: list[str] = []
        self.csrf_tokens: list[str] = []
        self.forms_without_csrf: list[str] = []
        self.heading = self.title = ""
        self.language: str | None = None
        self._inside: list[str] = []
        self._form: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags[tag] += 1
        if tag == "html":
            self.language = given.get("lang")
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag in ("h1", "title", "label"):
            self._inside.append(tag)
        if tag == "label" and given.get("for"):
            self.labelled.add(given["for"] or "")
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self._form = given.get("action") or "?"
        if tag in ("input", "select", "textarea"):
            self._note_input(given)

    def _note_input(self, given: dict[str, str | None]) -> None:
        if given.get("name") == "csrf_token":
            self.csrf_tokens.append(given.get("value") or "")
            self._form = None
        if given.get("type") in UNLABELLED:
            return
        name = given.get("id") or f"unnamed {given.get('name')}"
        self.inputs.append(name)
        if given.get("aria-label") or given.get("aria-labelledby") or "label" in self._inside:
            self.labelled.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            self._inside.remove(tag)
        if tag == "form" and self._form:
            self.forms_without_csrf.append(f"form without CSRF field: {self._form}")
            self._form = None

    def handle_data(self, data: str) -> None:
        if "h1" in self._inside:
            self.heading += data
        if "title" in self._inside:
            self.title += data
