"""The wheel holds everything that the program needs, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = {"templates": "crm/templates/", "crm": "crm/"}
READ_BY_THE_PROGRAM = (
    "crm/graph/simulator/texts/",
    "crm/maps/data/",
    "crm/migrations/versions/",
    "crm/reports/fonts/",
    "crm/static/vendor/",
    "crm/templates/components/",
    "crm/translations/en/LC_MESSAGES/messages.mo",
    "crm/worksheets/bangkok/",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel that was built from this source."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    subprocess.run([*command, str(folder)], cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("rongtook-*.whl")
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("folder", SHIPPED)
def test_every_file_of_the_source_is_in_the_wheel(wheel: set[str], folder: str) -> None:
    assert {SHIPPED[folder] + name for name in files_in(folder)} - wheel == set()


@pytest.mark.parametrize("place", READ_BY_THE_PROGRAM)
def test_what_the_program_reads_is_in_the_wheel(wheel: set[str], place: str) -> None:
    assert [name for name in wheel if name.startswith(place)]


def test_nothing_but_the_package_and_its_notes_is_in_the_wheel(wheel: set[str]) -> None:
    tops = {name.split("/")[0].split("-")[0] for name in wheel}
    assert tops == {"crm", "rongtook"}


def test_the_wheel_brings_its_licence(wheel: set[str]) -> None:
    assert any(name.endswith("/licenses/LICENSE") for name in wheel)


def files_in(folder: str) -> list[str]:
    """What lies in a folder of the source, but for what Python leaves behind."""
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return [
        path.relative_to(ROOT / folder).as_posix()
        for path in files
        if "__pycache__" not in path.parts
    ]
