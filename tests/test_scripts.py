"""The two commands: the environment is made once, kept, and made anew when it must be."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"
sys.path.insert(0, str(SCRIPTS))

import _environment as environment  # noqa: E402
import start  # noqa: E402


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """An environment with a Python that works, and nothing installed in it."""
    folder = tmp_path / "venv"
    command = [sys.executable, "-m", "venv", "--without-pip", str(folder)]
    subprocess.run(command, check=True)
    return folder


def stamp(venv: Path, *extras: str) -> None:
    (venv / environment.STAMP).write_text(environment._stamp(set(extras)), encoding="utf-8")


def test_an_environment_that_is_up_to_date_is_left_alone(
    venv: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    stamp(venv, "dev")
    before = (venv / environment.STAMP).stat().st_mtime_ns
    python = environment.ready(venv=venv)
    assert python == environment.program("python", venv)
    assert (venv / environment.STAMP).stat().st_mtime_ns == before
    assert capfd.readouterr().out == ""


def test_what_the_tests_need_stays_installed_when_the_demo_starts(venv: Path) -> None:
    stamp(venv, "dev")
    environment.ready(venv=venv)
    assert environment._installed_extras(venv) == {"dev"}


def test_another_pyproject_asks_for_another_installation(venv: Path) -> None:
    stamp(venv)
    old = environment._read_stamp(venv).replace('"pyproject": "', '"pyproject": "0')
    assert old != environment._stamp(set())


def test_an_environment_whose_python_is_gone_does_not_work(venv: Path) -> None:
    python = environment.program("python", venv)
    assert environment._works(python)
    python.unlink()
    assert not environment._works(python)


def test_programs_speak_utf_8_whatever_the_machine_speaks(venv: Path) -> None:
    variables = environment.variables(venv)
    assert variables["PYTHONUTF8"] == "1"
    assert variables["PATH"].split(os.pathsep)[0] == str(environment.program("x", venv).parent)


def test_an_old_python_is_told_which_one_is_needed() -> None:
    pretend = "import sys; sys.version_info = (3, 8, 18); import _python"
    answer = subprocess.run(
        [sys.executable, "-c", f"{pretend}; _python.require_supported_python()"],
        cwd=SCRIPTS,
        capture_output=True,
        encoding="utf-8",
    )
    assert answer.returncode == 1
    assert "ต้องใช้ Python 3.11 ขึ้นไป (เครื่องนี้คือ 3.8)" in answer.stderr
    assert "Python 3.11 or newer is needed" in answer.stderr


@pytest.mark.skipif(os.name != "posix", reason="a test can't press Ctrl-C in Windows' console")
def test_ctrl_c_waits_for_the_child_and_ends_without_complaint() -> None:
    """What happens on Windows, where the console interrupts parent and child alike."""
    waiting = "try: print('ready', flush=True); sys.stdin.read()"
    child = f"import sys\n{waiting}\nexcept KeyboardInterrupt: print('bye', flush=True)"
    command = [sys.executable, "-c", child]
    parent = f"import os, start; raise SystemExit(start.run_beside({command}, os.environ))"
    with subprocess.Popen(
        [sys.executable, "-c", parent],
        cwd=SCRIPTS,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.stdout.read() == "bye\n"
    assert process.returncode == 0


def test_a_failing_program_hands_its_exit_code_on() -> None:
    failing = [sys.executable, "-c", "raise SystemExit(7)"]
    assert start.run_beside(failing, dict(os.environ)) == 7
