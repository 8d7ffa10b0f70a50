"""The README tells the truth about what a machine can compare."""

import re

from .sources import ROOT
from .test_dependencies import PROJECT, distributions, optional

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_stands_in_the_table() -> None:
    read = re.findall(r"\"(CRM_\w+)\"", (ROOT / "crm/config.py").read_text(encoding="utf-8"))
    assert read
    assert [name for name in read if f"`{name}`" not in README] == []


def test_no_setting_is_promised_that_nothing_reads() -> None:
    sources = (ROOT / "crm/config.py").read_text(encoding="utf-8")
    assert [name for name in re.findall(r"`(CRM_\w+)`", README) if name not in sources] == []


def test_every_dependency_has_a_reason() -> None:
    named = set(re.findall(r"[\w-]+", README.lower()))
    assert distributions(PROJECT["dependencies"]) | optional() <= named


def test_every_file_that_it_names_exists() -> None:
    named = re.findall(r"\]\(([\w./]+)\)|`((?:crm|scripts|tests|templates)/[\w./]+)`", README)
    paths = [one or other for one, other in named]
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
