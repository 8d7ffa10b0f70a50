"""`crm start`, `web`, `work`, `demo`, `simulate`: the processes of an installation."""

import gc
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path

import click
from apscheduler.schedulers.base import BaseScheduler
from flask import Flask
from sqlalchemy.orm import configure_mappers
from waitress.server import create_server

from crm import create_app, jobs, wiring
from crm.cli import demo as demonstration
from crm.cli.context import say
from crm.cli.gate import Gate
from crm.cli.upkeep import bring_up_to_date
from crm.config import Settings
from crm.errors import N_
from crm.graph.simulator.app import create_simulator
from crm.graph.simulator.server import start as serve_simulator

WEB_THREADS = 8
PAGES_AT_ONCE = 2
"""One waits for the database while the other one is written."""


def _until_interrupted(command: Callable[..., None]) -> Callable[..., None]:
    """Ctrl-C is how these commands end, so it is no error; a second one hurries the end."""

    @wraps(command)
    def run(*args: object, **kwargs: object) -> None:
        with suppress(KeyboardInterrupt):
            command(*args, **kwargs)
        click.echo(say(N_("หยุดแล้ว")))

    return run


@click.command()
@_until_interrupted
def web() -> None:
    """Serve the console and the API."""
    _serve(create_app())


@click.command()
@_until_interrupted
def work() -> None:
    """Run the jobs: poll Pages, send replies, take in webhooks."""
    _stop_on_terminate()
    scheduler = _start_jobs(create_app())
    click.echo(say(N_("งานเบื้องหลังเริ่มแล้ว กด Ctrl-C เพื่อหยุด")))
    settle()
    try:
        _wait_until_interrupted()
    finally:
        scheduler.shutdown()


@click.command()
@_until_interrupted
def start() -> None:
    """Bring the database up to date, then run web and jobs together."""
    app = create_app()
    with app.app_context():
        bring_up_to_date()
    _run_together(app)


@click.command()
@_until_interrupted
def demo() -> None:
    """Run everything on a simulated Page; goes on where it was."""
    prepared = demonstration.prepare()
    click.echo(prepared.welcome)
    try:
        _run_together(prepared.app)
    finally:
        prepared.simulator.stop()


@click.command()
@click.option("--port", type=int, help="Else the one it had last time, or a free one.")
@click.option("--seed", default=1)
@click.option("--posts", default=40)
@click.option("--comments", default=300)
@click.option("--conversations", default=40)
@click.option(
    "--state", type=click.Path(path_type=Path), default="simulated-page.sqlite3", show_default=True
)
@click.option("--live", is_flag=True, help="Let new comments and messages trickle in.")
@_until_interrupted
def simulate(
    port: int | None,
    seed: int,
    posts: int,
    comments: int,
    conversations: int,
    state: Path,
    live: bool,
) -> None:
    """Run the simulated Page alone; speaks the Graph API over HTTP on loopback."""
    state.parent.mkdir(parents=True, exist_ok=True)
    simulator = serve_simulator(
        create_simulator(
            state, seed=seed, posts=posts, comments=comments, conversations=conversations, live=live
        ),
        port,
    )
    click.echo(simulator.url)
    try:
        _wait_until_interrupted()
    finally:
        simulator.stop()


def _run_together(app: Flask) -> None:
    scheduler = _start_jobs(app)
    try:
        _serve(app)
    finally:
        scheduler.shutdown()


def _start_jobs(app: Flask) -> BaseScheduler:
    settings: Settings = app.config["SETTINGS"]
    return jobs.start_scheduler(app, wiring.timetable(settings))


def _serve(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    _stop_on_terminate()
    gate = Gate(app, at_once=PAGES_AT_ONCE)
    server = create_server(gate, host=settings.host, port=settings.port, threads=WEB_THREADS)
    address = f"http://{settings.host}:{settings.port}/"
    click.echo(say(N_("%(address)s (กด Ctrl-C เพื่อหยุด)"), address=address))
    settle()
    server.run()


def settle() -> None:
    """Keep what was loaded at the start out of the collector's rounds.

    It stays as long as the process does, and to look through all of it took a hundred milliseconds
    each time that an answer had made many objects.
    """
    configure_mappers()
    gc.collect()
    gc.freeze()


def _stop_on_terminate() -> None:
    """A polite request to end is taken as Ctrl-C is."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def _wait_until_interrupted() -> None:
    """Wait in short steps: on Windows a long wait would not hear Ctrl-C."""
    forever = threading.Event()
    while not forever.wait(1):
        pass


COMMANDS = (start, web, work, demo, simulate)
