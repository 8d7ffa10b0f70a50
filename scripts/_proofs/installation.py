"""A throw-away installation: a fresh database, the settings around it, and its Pages."""

import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.engine import make_url

from crm import clock, create_app, wiring
from crm.db import db, transaction
from crm.graph.simulator.world import DEFAULT_APP, DEFAULT_SECRET
from crm.pagelink import service as pagelink

ROOT = Path(__file__).resolve().parents[2]
VERIFY_TOKEN = "verify-me"  # noqa: S105 - of a Facebook that is only simulated
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Installation:
    """Where it lies, the variables that describe it, and its application in this process."""

    folder: Path
    variables: dict[str, str]
    app: Flask

    @property
    def url(self) -> str:
        """Where its web server listens, once one is started."""
        return f"http://{self.variables['CRM_HOST']}:{self.variables['CRM_PORT']}"

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Inside its application, with a database session of its own."""
        with self.app.app_context():
            yield
            db.session.remove()

    def add_page(self, external_id: str, token: str, *, name: str = "เพจจำลอง") -> None:
        """Connect a Page whose whole history is to be answered, without a pause between replies."""
        with self.opened(), transaction():
            page = pagelink.add_page(
                external_id,
                name=name,
                token=token,
                now=clock.now(),
                answering_since=LONG_AGO,
            )
            page.reply_seconds = 0


@contextmanager
def installed(database: str, graph_url: str, *, keep: bool = False) -> Iterator[Installation]:
    """A migrated and seeded installation; `database` is `sqlite` or a PostgreSQL server's URL.

    On PostgreSQL a database is made beside the one that the URL names. Both it and the folder are
    removed at the end, unless they are to be kept.
    """
    with ExitStack() as ending:
        folder = Path(tempfile.mkdtemp(prefix="rongtook-proof-"))
        if not keep:
            ending.callback(shutil.rmtree, folder, ignore_errors=True)
        address, drop = _fresh(database, folder)
        place = _open(folder, address, graph_url)
        try:
            yield place
        finally:
            with place.opened():
                db.engine.dispose()
            if not keep:
                drop()


def second_database(database: str, folder: Path) -> tuple[Flask, Callable[[], None]]:
    """Another fresh and migrated database of the same kind, and what drops it."""
    folder.mkdir()
    address, drop = _fresh(database, folder)
    return _open(folder, address, "http://127.0.0.1").app, drop


def _open(folder: Path, address: str, graph_url: str) -> Installation:
    variables = {
        "CRM_DATABASE_URL": address,
        "CRM_DATA_DIR": str(folder),
        "CRM_SECRET_KEY": secrets.token_hex(),
        "CRM_GRAPH_URL": graph_url,
        "CRM_FACEBOOK_APP_ID": DEFAULT_APP,
        "CRM_FACEBOOK_APP_SECRET": DEFAULT_SECRET,
        "CRM_FACEBOOK_VERIFY_TOKEN": VERIFY_TOKEN,
        "CRM_POLL_SECONDS": "1",
        "CRM_HOST": "127.0.0.1",
        "CRM_PORT": str(_free_port()),
    }
    app = create_app(variables)
    with app.app_context():
        upgrade()
        wiring.seed()
        db.session.remove()
    return Installation(folder, variables, app)


def _fresh(database: str, folder: Path) -> tuple[str, Callable[[], None]]:
    if database == "sqlite":
        return f"sqlite:///{folder / 'crm.sqlite3'}", lambda: None
    name = f"rongtook_proof_{secrets.token_hex(6)}"
    _administer(database, f"CREATE DATABASE {name}")
    address = make_url(database).set(database=name).render_as_string(hide_password=False)
    return address, lambda: _administer(database, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(database: str, statement: str) -> None:
    import psycopg  # an extra: only who proves on PostgreSQL needs it

    server = make_url(database).set(drivername="postgresql")
    address = server.render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def environment(place: Installation) -> dict[str, str]:
    """The variables of a process that works for this installation."""
    return {**os.environ, **place.variables, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
