"""The command as it is typed, against a simulated Page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from crm.cli import crm
from crm.db import db
from crm.graph.simulator.app import create_simulator
from crm.graph.simulator.server import RunningSimulator, start


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[RunningSimulator]:
    """A simulated Page with nothing on it yet."""
    world = create_simulator(tmp_path / "page.sqlite3", posts=0, comments=0, conversations=0)
    with start(world) as running:
        yield running


@pytest.fixture
def run(app: Flask, environ: dict[str, str]) -> Callable[..., Result]:
    """Type a command; `settings` are added to the environment."""

    def run(*words: str, stdin: str = "", **settings: str) -> Result:
        db.session.remove()
        return CliRunner(env=environ | settings).invoke(crm, words, input=stdin)

    return run
