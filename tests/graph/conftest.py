"""A fake Facebook that answers what a test lays out, and a simulated one with a Page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from crm import clock
from crm.db import transaction
from crm.graph.client import GraphAddress, GraphClient
from crm.graph.simulator.app import create_simulator
from crm.graph.simulator.server import RunningSimulator, start
from crm.graph.simulator.world import World, default_token
from crm.graph.sync.run import PageRef
from crm.pagelink import service as pagelink
from tests.graph.fake_facebook import FakeFacebook, running

TOKEN = "page-token"
APP_SECRET = "app-secret"


@pytest.fixture
def facebook() -> Iterator[FakeFacebook]:
    """A fake Facebook on a free port."""
    with running() as fake:
        yield fake


@pytest.fixture
def client(facebook: FakeFacebook) -> GraphClient:
    """A client of the fake that doesn't sleep."""
    address = GraphAddress(facebook.url, "v25.0", APP_SECRET)
    return GraphClient(address, TOKEN, sleep=lambda _seconds: None)


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[RunningSimulator]:
    """A simulated Facebook, served on a free port."""
    app = create_simulator(
        tmp_path / "facebook.sqlite3",
        posts=12,
        comments=60,
        conversations=6,
        app_secret=APP_SECRET,
    )
    with start(app) as running:
        yield running


@pytest.fixture
def world(simulator: RunningSimulator) -> World:
    """What is on the simulated Page."""
    return simulator.world


@pytest.fixture
def address(simulator: RunningSimulator) -> GraphAddress:
    """Where the simulated Facebook is called."""
    return GraphAddress(simulator.url, "v25.0", APP_SECRET)


@pytest.fixture
def page(app: Flask, world: World) -> PageRef:
    """The simulated Page, looked after by this installation."""
    token = default_token(world.main_page)
    with transaction():
        row = pagelink.add_page(world.main_page, name="เพจ", token=token, now=clock.now())
        return PageRef(row.id, row.external_id, row.name, token)
