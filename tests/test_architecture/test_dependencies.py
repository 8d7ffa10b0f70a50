"""What the program imports is what it declares."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from .sources import ROOT, imported_modules, python_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NEEDED_WITHOUT_IMPORT = {"tzdata"}  # Windows has no time zones of its own


def test_everything_imported_is_declared() -> None:
    declared = distributions(PROJECT["dependencies"])
    undeclared = imported_distributions("crm") - declared
    assert not undeclared - optional()


def test_everything_declared_is_used() -> None:
    unused = distributions(PROJECT["dependencies"]) - imported_distributions("crm")
    assert not unused - NEEDED_WITHOUT_IMPORT


def distributions(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[\[<>=!~; ]", line)[0]) for line in requirements}


def optional() -> set[str]:
    extras = PROJECT["optional-dependencies"]
    return distributions([line for extra in ("postgres", "scale") for line in extras[extra]])


def imported_distributions(folder: str) -> set[str]:
    """The distributions whose modules a folder imports."""
    known = packages_distributions()
    tops = {
        module.split(".")[0]
        for source in python_files(folder)
        for _, module in imported_modules(source)
    }
    third_party = tops - sys.stdlib_module_names - {"crm"}
    return {normal(known.get(top, [top])[0]) for top in third_party}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
