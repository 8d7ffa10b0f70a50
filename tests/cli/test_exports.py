"""Exports, reports and readings by command."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from crm.errors import CrmError
from tests.factories import make_comment, make_page

Run = Callable[..., Result]


@pytest.mark.parametrize("form", ["json", "xlsx", "pdf", "csv"])
def test_a_months_report_is_written_in_each_form(run: Run, tmp_path: Path, form: str) -> None:
    output = tmp_path / f"report.{form}"
    result = run("report", "--month", "2569-10", "--format", form, "--output", str(output))
    assert result.exit_code == 0, result.output
    beginnings = {"json": b"{", "xlsx": b"PK", "pdf": b"%PDF", "csv": b"\xef\xbb\xbf"}
    assert output.read_bytes().startswith(beginnings[form])


@pytest.mark.parametrize(
    ("locale", "asked", "title"),
    [
        ("th", [], "รายงานประจำเดือนตุลาคม 2569"),
        ("en", [], "Monthly report for October 2026"),
        ("th", ["--language", "en"], "Monthly report for October 2026"),
        ("en", ["--language", "th"], "รายงานประจำเดือนตุลาคม 2569"),
    ],
)
def test_a_report_speaks_the_language_of_the_installation_or_the_one_asked_for(
    run: Run, locale: str, asked: list[str], title: str
) -> None:
    words = ["report", "--month", "2026-10", "--format", "csv", *asked]
    assert run(*words, CRM_LOCALE=locale).output.startswith(f"\ufeff{title}")


def test_a_month_that_does_not_exist_is_refused_in_words(run: Run) -> None:
    result = run("report", "--month", "2569-13")
    assert isinstance(result.exception, CrmError)
    assert "2569-13" in str(result.exception)


def test_an_export_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    comment = make_comment(make_page())
    output = tmp_path / "messages.csv"
    run("export", "messages", "--format", "csv", "--output", str(output))
    lines = output.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("page,external_id,kind")
    assert comment.external_id in lines[1]


def test_places_and_tags_are_read_out_of_json_lines(run: Run) -> None:
    line = json.dumps({"id": 7, "text": "ไฟทางดับ เขตดินแดง"}, ensure_ascii=False)
    place = json.loads(run("read-place", stdin=line + "\n").output)
    tags = json.loads(run("suggest-tags", stdin=line + "\n").output)
    assert (place["id"], place["district"]) == (7, "ดินแดง")
    assert (tags["category"], tags["topics"]) == ("complaint", ["street_light"])


def test_the_index_is_rebuilt_with_its_count(run: Run) -> None:
    make_comment(make_page())
    result = run("search", "rebuild")
    assert result.exit_code == 0
    assert "2 ข้อความ" in result.output


def test_the_doctor_says_what_is_missing(run: Run) -> None:
    result = run("doctor")
    assert result.exit_code == 1
    assert "crm page add" in result.output
    assert "crm user add" in result.output


def test_the_doctor_speaks_english_where_the_installation_does(run: Run) -> None:
    told = run("doctor", CRM_LOCALE="en").output
    assert "There is no user account yet: run crm user add" in told
    assert not re.search(r"[\u0e01-\u0e5b]", told)


def test_an_error_is_one_sentence_in_the_language_of_the_installation(
    app: Flask, environ: dict[str, str]
) -> None:
    command = [sys.executable, "-m", "crm.cli", "report", "--month", "2026-13"]
    variables = {**os.environ, **environ, "CRM_LOCALE": "en"}
    ended = subprocess.run(command, env=variables, capture_output=True, encoding="utf-8")
    assert ended.returncode == 1
    assert ended.stderr.startswith("There is no month “2026-13”")
    assert ended.stderr.count("\n") == 1
