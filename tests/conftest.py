"""Fixtures that all tests share: an application on each database, and a browser that checks."""

import os
import shutil
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright
from psycopg import sql
from sqlalchemy.engine import make_url

from crm import create_app
from crm.auth import service as auth
from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.wiring import seed
from tests.browser import Browser, FreshClient

DATABASES = ("sqlite", "postgresql")
DEFAULT_POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NOW = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


def _postgres_url() -> str:
    return os.environ.get("CRM_TEST_POSTGRES_URL", DEFAULT_POSTGRES)


def _required() -> set[str]:
    return set(filter(None, os.environ.get("CRM_TEST_REQUIRE", "").split(",")))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs PostgreSQL or Chromium, so that it can be chosen or left out."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if "postgresql" in getattr(item, "callspec", _NoParameters).params.values():
            item.add_marker(pytest.mark.postgres)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once for each reason how many tests were skipped for it."""
    reports = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].splitlines()[0] for report in reports)
    for reason, times in reasons.items():
        terminalreporter.write_line(f"{times} × {reason}")


class _NoParameters:
    params: dict[str, str] = {}


@pytest.fixture(scope="session")
def postgres() -> psycopg.Connection:
    """A connection that may create databases; skips where there is no PostgreSQL."""
    try:
        return psycopg.connect(_postgres_url(), autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        if "postgres" in _required():
            raise
        pytest.skip(f"no PostgreSQL at hand: {error}")


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Addresses of migrated and seeded databases, made once each and copied for every test."""
    made: dict[str, str] = {"folder": str(tmp_path_factory.mktemp("templates"))}
    yield made
    if "postgresql" in made:
        with psycopg.connect(_postgres_url(), autocommit=True) as connection:
            _drop(connection, make_url(made["postgresql"]).database)


def _prepare(url: str, folder: str) -> None:
    app = create_app({"CRM_DATABASE_URL": url, "CRM_DATA_DIR": folder, "CRM_SECRET_KEY": "test"})
    with app.app_context():
        upgrade()
        seed()
        db.session.remove()
        db.engine.dispose()


def _fresh_sqlite(templates: dict[str, str], tmp_path: Path) -> str:
    if "sqlite" not in templates:
        path = Path(templates["folder"]) / "template.sqlite3"
        _prepare(f"sqlite:///{path}", templates["folder"])
        templates["sqlite"] = str(path)
    shutil.copy(templates["sqlite"], tmp_path / "crm.sqlite3")
    return f"sqlite:///{tmp_path / 'crm.sqlite3'}"


def _fresh_postgres(templates: dict[str, str], postgres: psycopg.Connection) -> str:
    if "postgresql" not in templates:
        url = _create(postgres, f"crm_template_{uuid.uuid4().hex[:12]}")
        _prepare(url, templates["folder"])
        templates["postgresql"] = url
    template = make_url(templates["postgresql"]).database
    return _create(postgres, f"crm_test_{uuid.uuid4().hex[:12]}", template)


def _create(connection: psycopg.Connection, name: str, template: str = "template1") -> str:
    connection.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        )
    )
    return make_url(_postgres_url()).set(database=name).render_as_string(hide_password=False)


def _drop(connection: psycopg.Connection, name: str | None) -> None:
    connection.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name or ""))
    )


@pytest.fixture(params=DATABASES)
def database_url(
    request: pytest.FixtureRequest, templates: dict[str, str], tmp_path: Path
) -> Iterator[str]:
    """The address of a fresh, migrated, seeded database, on each engine in turn."""
    if request.param == "sqlite":
        yield _fresh_sqlite(templates, tmp_path)
        return
    postgres = request.getfixturevalue("postgres")
    url = _fresh_postgres(templates, postgres)
    yield url
    _drop(postgres, make_url(url).database)


@pytest.fixture
def environ(database_url: str, tmp_path: Path) -> dict[str, str]:
    """The settings of the application under test; a test may add to them before `app`."""
    return {
        "CRM_DATABASE_URL": database_url,
        "CRM_DATA_DIR": str(tmp_path),
        "CRM_SECRET_KEY": "a key for tests only",
        "CRM_FACEBOOK_APP_SECRET": "app-secret",
        "CRM_FACEBOOK_VERIFY_TOKEN": "verify-me",
    }


@pytest.fixture
def app(environ: dict[str, str]) -> Iterator[Flask]:
    """The whole application on a fresh database."""
    app = create_app(environ)
    app.config["TESTING"] = True
    app.test_client_class = FreshClient
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def now() -> datetime:
    """A Monday morning, 10.00 in Bangkok."""
    return NOW


@pytest.fixture
def make_user(app: Flask) -> Callable[..., User]:
    """Open an account with a role."""

    def make(role: Role = Role.AGENT, email: str | None = None) -> User:
        email = email or f"{role}@example.org"
        with transaction():
            return auth.add_user(email, name=email, role=role, password=PASSWORD, now=NOW)

    return make


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Fetches pages and checks each: one h1, unique ids, labels, CSRF field in POST forms."""
    return Browser(app)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """A headless Chromium, for what only a real browser can tell; skips where there is none."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        if "browser" in _required():
            raise FileNotFoundError("chromium")
        pytest.skip("no Chromium at hand")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
