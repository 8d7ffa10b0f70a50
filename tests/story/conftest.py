"""The house that the story is told in, and the page of a real browser."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from crm import clock
from crm.auth import service as auth
from crm.auth.models import Role
from crm.cli.pages import connect
from crm.db import transaction
from crm.graph.simulator.app import create_simulator
from crm.graph.simulator.server import RunningSimulator, free_port, start
from crm.graph.simulator.world import default_token
from tests.conftest import PASSWORD
from tests.story.house import House, served

LONG_AGO = datetime.now(UTC) - timedelta(days=2 * 365)


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[RunningSimulator]:
    """A simulated Page with a little history and one post that is two years old."""
    world = create_simulator(
        tmp_path / "page.sqlite3", posts=6, comments=12, conversations=2, waiting=0
    )
    with start(world) as running:
        yield running


@pytest.fixture
def environ(database_url: str, tmp_path: Path, simulator: RunningSimulator) -> dict[str, str]:
    """Settings that point to the simulated Page, polled every second."""
    return {
        "CRM_DATABASE_URL": database_url,
        "CRM_DATA_DIR": str(tmp_path),
        "CRM_SECRET_KEY": "a key for tests only",
        "CRM_GRAPH_URL": simulator.url,
        "CRM_FACEBOOK_APP_ID": simulator.world.app_id,
        "CRM_FACEBOOK_APP_SECRET": simulator.world.app_secret,
        "CRM_POLL_SECONDS": "1",
        "CRM_PORT": str(free_port(0)),
    }


@pytest.fixture
def house(app: Flask, simulator: RunningSimulator, tmp_path: Path) -> Iterator[House]:
    """The installation, with one account a role and its Page, running."""
    for role in Role:
        with transaction():
            auth.add_user(
                f"{role}@example.org", name=role, role=role, password=PASSWORD, now=clock.now()
            )
    world = simulator.world
    connect(world.main_page, default_token(world.main_page))
    pictures = Path(os.environ.get("CRM_TEST_PICTURES", tmp_path / "pictures"))
    pictures.mkdir(parents=True, exist_ok=True)
    settings = app.config["SETTINGS"]
    with served(app, settings.port):
        yield House(settings.public_url, world, app, pictures)


@pytest.fixture
def screen(chromium: Chromium, house: House) -> Iterator[Page]:
    """A browser window of 1280 × 900 that fails the test when a script does."""
    context = chromium.new_context(
        base_url=house.url, locale="th-TH", viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    yield page
    context.close()
    assert not failures, failures


def log_in(page: Page, role: Role) -> None:
    """Open the console as somebody with this role."""
    page.context.clear_cookies()
    page.goto("/login")
    page.get_by_label("อีเมล").fill(f"{role}@example.org")
    page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    page.wait_for_url("**/inbox**")
