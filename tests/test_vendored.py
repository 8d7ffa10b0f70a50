"""The vendored front-end files are exactly those that the record names."""

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLACES = [ROOT / "crm/static/vendor", ROOT / "tests/vendor"]


def recorded(place: Path) -> dict[str, str]:
    """Path below the folder → SHA-256, as VENDORED.toml says."""
    record = tomllib.loads((place / "VENDORED.toml").read_text(encoding="utf-8"))
    return {name: total for part in record["package"] for name, total in part["sha256"].items()}


def found(place: Path) -> dict[str, str]:
    """Path below the folder → SHA-256, as the disk has it."""
    files = (path for path in place.rglob("*") if path.is_file() and path.suffix != ".toml")
    return {
        path.relative_to(place).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.parent.name)
def test_the_vendored_files_are_those_of_the_record(place: Path) -> None:
    assert found(place) == recorded(place)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.parent.name)
def test_every_vendored_package_keeps_its_licence(place: Path) -> None:
    folders = {name.split("/")[0] for name in recorded(place)}
    licensed = {name.split("/")[0] for name in recorded(place) if "LICEN" in name.upper()}
    assert licensed == folders
