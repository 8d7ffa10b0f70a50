"""Turns at writing the embedded database."""

import subprocess
import sys
from pathlib import Path

import pytest

from crm.turns import turn

TAKE_A_TURN = """
import sys
from crm.turns import turn
with turn(sys.argv[1]):
    print("mine", flush=True)
    sys.stdin.read()
"""


def start(database: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", TAKE_A_TURN, str(database)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )


def test_another_process_waits_until_the_turn_is_over(tmp_path: Path) -> None:
    order = []
    with turn(str(tmp_path / "crm.db")):
        other = start(tmp_path / "crm.db")
        order.append("ours")
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(1)
    assert other.stdout and other.stdin
    order.append(other.stdout.readline().strip())
    other.stdin.close()
    assert (order, other.wait()) == (["ours", "mine"], 0)


def test_the_turn_of_a_process_that_is_killed_is_over(tmp_path: Path) -> None:
    other = start(tmp_path / "crm.db")
    assert other.stdout and other.stdout.readline() == "mine\n"
    other.kill()
    with turn(str(tmp_path / "crm.db")):
        assert other.wait() != 0


@pytest.mark.parametrize("database", [None, "", ":memory:"])
def test_a_database_without_a_file_needs_no_turns(database: str | None, tmp_path: Path) -> None:
    with turn(database), turn(database):
        assert list(tmp_path.iterdir()) == []
