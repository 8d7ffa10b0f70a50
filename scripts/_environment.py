"""Makes `.venv` in the project's folder and installs Rongtook into it, again only when needed."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = "rongtook-installed.json"
NO_PIP = """
สร้างสภาพแวดล้อม Python (.venv) ไม่ได้ เพราะ Python เครื่องนี้ไม่มี venv และ pip
บน Debian หรือ Ubuntu ให้สั่ง  sudo apt install python3-venv  แล้วเริ่มใหม่

The Python environment (.venv) can't be made: this Python has neither venv nor pip.
On Debian or Ubuntu run  sudo apt install python3-venv  and start again.
"""
NOT_INSTALLED = """
ติดตั้งส่วนประกอบไม่สำเร็จ ข้อความด้านบนบอกสาเหตุ ตรวจสอบอินเทอร์เน็ตแล้วเริ่มใหม่ได้เลย

The packages could not be installed; the lines above say why. Check the network and start again.
"""


def ready(*extras: str, venv: Path = VENV) -> Path:
    """Make the environment hold what pyproject.toml asks for; returns its Python.

    Ends the program with a sentence for people where that can't be done.
    """
    python = program("python", venv)
    if not _works(python):
        print("กำลังสร้างสภาพแวดล้อม / Making the environment ...", flush=True)
        _make(venv)
    wanted = _installed_extras(venv) | set(extras)
    if _stamp(wanted) != _read_stamp(venv):
        print("กำลังติดตั้ง / Installing ...", flush=True)
        _install(venv, wanted)
        (venv / STAMP).write_text(_stamp(wanted), encoding="utf-8")
    return python


def program(name: str, venv: Path = VENV) -> Path:
    """Where the environment keeps a program."""
    return venv / "Scripts" / f"{name}.exe" if os.name == "nt" else venv / "bin" / name


def variables(venv: Path = VENV) -> dict[str, str]:
    """This process's variables, with the environment's programs first and UTF-8 everywhere."""
    folder = str(program("python", venv).parent)
    path = os.pathsep.join([folder, os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, "VIRTUAL_ENV": str(venv), "PYTHONUTF8": "1"}


def _works(python: Path) -> bool:
    """Whether the environment's Python still runs (it doesn't after the system's was replaced)."""
    question = "import sys; sys.exit(sys.version_info < (3, 11))"
    return python.exists() and _run([python, "-c", question], quiet=True)


def _make(venv: Path) -> None:
    shutil.rmtree(venv, ignore_errors=True)
    if _run([sys.executable, "-m", "venv", venv], quiet=True):
        return
    if _make_without_ensurepip(venv):
        return
    shutil.rmtree(venv, ignore_errors=True)
    sys.exit(NO_PIP)


def _make_without_ensurepip(venv: Path) -> bool:
    """Debian keeps ensurepip in a package of its own; the system's pip can bring pip as well."""
    bare = [sys.executable, "-m", "venv", "--without-pip", "--clear", venv]
    pip = [sys.executable, "-m", "pip", "--python", program("python", venv), "install", "-q", "pip"]
    return _run(bare, quiet=True) and _run(pip, quiet=True)


def _install(venv: Path, extras: set[str]) -> None:
    python = program("python", venv)
    project = f"{ROOT}[{','.join(sorted(extras))}]" if extras else str(ROOT)
    by_pip = [python, "-m", "pip", "install", "--disable-pip-version-check", "-q"]
    by_uv = [python, "-m", "uv", "pip", "install", "--python", python, "-q", "--editable", project]
    if _run([*by_pip, "uv"], quiet=True) and _run(by_uv, quiet=True):
        return
    if not _run([*by_pip, "--editable", project]):
        sys.exit(NOT_INSTALLED)


def _stamp(extras: set[str]) -> str:
    """What is installed, in words that change whenever an installation is due."""
    digest = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return json.dumps({"root": str(ROOT), "pyproject": digest, "extras": sorted(extras)})


def _read_stamp(venv: Path) -> str:
    stamp = venv / STAMP
    return stamp.read_text(encoding="utf-8") if stamp.exists() else "{}"


def _installed_extras(venv: Path) -> set[str]:
    return set(json.loads(_read_stamp(venv)).get("extras", []))


def _run(command: list[str | Path], quiet: bool = False) -> bool:
    output = subprocess.DEVNULL if quiet else None
    finished = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=_clean(), stdout=output, stderr=output
    )
    return finished.returncode == 0


def _clean() -> dict[str, str]:
    """Without the traces of another environment, which would lead pip and uv astray."""
    return {k: v for k, v in os.environ.items() if k not in ("PYTHONHOME", "VIRTUAL_ENV")}
