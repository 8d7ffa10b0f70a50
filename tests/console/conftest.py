"""What the console's tests share: people logged in by role, and a comment that waits."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.serving import make_server

from crm import clock
from crm.auth.models import Role, User
from crm.db import transaction
from crm.pagelink import channels
from tests.browser import Browser
from tests.conftest import PASSWORD
from tests.console.factories import make_conversation, make_identity, make_page, make_post, say
from tests.console.fake_channel import FakeChannel


@pytest.fixture
def log_in(browser: Browser, make_user: Callable[..., User]) -> Callable[[Role], Browser]:
    """Open an account with a role and log it in."""

    def log_in(role: Role) -> Browser:
        make_user(role)
        browser.login(f"{role}@example.org", PASSWORD)
        return browser

    return log_in


@pytest.fixture
def agent(log_in: Callable[[Role], Browser]) -> Browser:
    """An agent's browser."""
    return log_in(Role.AGENT)


@pytest.fixture
def viewer(log_in: Callable[[Role], Browser]) -> Browser:
    """A viewer's browser."""
    return log_in(Role.VIEWER)


@pytest.fixture
def talk_id(browser: Browser) -> int:
    """A comment of three hours ago under an old post, by a known person; it waits."""
    now = clock.now()
    channels.register("facebook", FakeChannel())
    with transaction():
        page = make_page(now)
        talk = make_conversation(page, now - timedelta(hours=3), post=make_post(page, now))
        text = "ไฟทางหน้าซอยดับ โทร 081-234-5678"
        say(talk, text, now - timedelta(hours=3), by=make_identity(page, now))
        return talk.id


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application served on loopback."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
