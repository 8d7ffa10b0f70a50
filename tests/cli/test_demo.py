"""The demo as a stranger meets it: it starts, shows comments, stops on Ctrl-C, and goes on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from sqlalchemy import create_engine, text

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as POSIX sends it")


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """The address of a running demo; it is stopped as a person would, and must end well."""
    variables = {**os.environ, "CRM_DATA_DIR": str(folder), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "crm.cli", "demo"]
    with subprocess.Popen(
        command, env=variables, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        try:
            address = next(line.split()[-1] for line in lines if "open" in line)
            next(line for line in lines if "Ctrl-C" in line)
            yield address
        finally:
            process.send_signal(signal.SIGINT)
            rest = process.stdout.read()
    assert (process.returncode, "Traceback" in rest) == (0, False)


def wait_for_messages(folder: Path) -> None:
    """Until the first poll has stored what it read; the demo promises a minute."""
    for _ in range(600):
        if count_messages(folder):
            return
        time.sleep(0.1)


def count_messages(folder: Path) -> int:
    engine = create_engine(f"sqlite:///{folder}/demo/crm.sqlite3")
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM messages")) or 0)


def test_the_demo_starts_stops_and_goes_on_where_it_was(tmp_path: Path) -> None:
    with demo(tmp_path) as address:
        page = requests.get(address, timeout=30)
        assert (page.status_code, "/login" in page.url) == (200, True)
        wait_for_messages(tmp_path)
    password = (tmp_path / "demo" / "password.txt").read_text(encoding="utf-8")
    before = count_messages(tmp_path)
    with demo(tmp_path) as address:
        assert requests.get(f"{address}/healthz", timeout=30).ok
    assert count_messages(tmp_path) >= before > 0
    assert (tmp_path / "demo" / "password.txt").read_text(encoding="utf-8") == password
