"""The report as files: what Excel, a reader of PDF and other software find in them."""

import io
import json
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask_babel import force_locale

from crm.db import transaction
from crm.reports import report
from tests.reports import factories as make

THAI = re.compile(r"[\u0e01-\u0e5b]")
NOW = datetime(2026, 11, 3, tzinfo=UTC)
AT = datetime(2026, 10, 5, tzinfo=UTC)


@pytest.fixture
def busy(app: Flask) -> Flask:
    """A month with an answered message, on a Page whose name looks like a formula."""
    with transaction():
        page = make.page(NOW, "=1+1")
        talk = make.conversation(page, NOW)
        make.answered(talk, AT, timedelta(minutes=90))
        make.tag(talk, "praise", AT)
        make.worksheet(page, AT, district="ดินแดง")
    return app


def test_json_holds_every_figure(busy: Flask) -> None:
    content = json.loads(report.render("2026-10", "json", now=NOW))
    assert (content["month"], content["first_day"]) == ("2026-10", "2026-10-01")
    values = {line["slug"]: line["value"] for line in content["counts"]}
    assert (values["messages_in"], values["opened"]) == (1, 1)
    assert content["lengths"][0]["median"] == pytest.approx(5400)
    assert content["followers_total"]["change"] is None


def test_a_workbook_has_a_sheet_a_table_with_real_numbers_and_dates(busy: Flask) -> None:
    book = openpyxl.load_workbook(io.BytesIO(report.render("2569-10", "xlsx", now=NOW)))
    assert book.sheetnames[0] == "ภาพรวม"
    assert book.sheetnames[-1] == "คำนิยาม"
    assert [cell.value for cell in book["ยอดแท็ก"][3]] == ["ชนิด", "แท็ก", "ในเดือน", "ปัจจุบัน"]
    assert book["รายวัน"]["A8"].value == datetime(2026, 10, 5)
    assert book["รายวัน"]["B8"].value == 1
    assert book["ระยะเวลา"]["C4"].value == timedelta(minutes=90)
    assert book["ผู้ติดตาม"]["A4"].value == "=1+1"
    assert book["ผู้ติดตาม"]["A4"].data_type == "s"
    assert book["ผู้ติดตาม"]["B4"].value is None


def test_the_text_of_the_pdf_is_thai_that_can_be_copied(busy: Flask, tmp_path: Path) -> None:
    flat = "".join(text_of_the_pdf(tmp_path).split())
    for words in ("รายงานประจำเดือนตุลาคม2569", "ข้อความเข้าทั้งหมด", "มัธยฐาน", "พื้นที่ที่เกิดเหตุ"):
        assert words in flat
    assert "ทั้ทั้ง" not in flat
    assert "1ชม.30นาที" in flat


def test_the_pdf_is_english_for_those_who_read_english(busy: Flask, tmp_path: Path) -> None:
    with force_locale("en"):
        flat = " ".join(text_of_the_pdf(tmp_path).split())
    for words in ("Monthly report for October 2026", "1 Oct 2026 – 31 Oct 2026", "Din Daeng"):
        assert words in flat
    for words in ("1 h 30 min", "Praise", "Target reached", "people"):
        assert words in flat
    assert not THAI.search(flat)


def text_of_the_pdf(folder: Path) -> str:
    """What can be copied out of October's PDF."""
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext (poppler-utils) at hand")
    (folder / "month.pdf").write_bytes(report.render("2026-10", "pdf", now=NOW))
    command = ["pdftotext", "-layout", str(folder / "month.pdf"), "-"]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


def test_an_english_workbook_holds_no_thai_and_days_of_the_common_era(busy: Flask) -> None:
    with force_locale("en"):
        book = openpyxl.load_workbook(io.BytesIO(report.render("2026-10", "xlsx", now=NOW)))
    assert [cell.value for cell in book["Totals by tag"][3]] == [
        "Kind",
        "Tag",
        "In the month",
        "Now",
    ]
    assert book["By day"]["A8"].value == datetime(2026, 10, 5)
    assert book["By day"]["A8"].number_format == "[$-409]d mmm yyyy"
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [text for text in [*book.sheetnames, *texts] if THAI.search(text)] == []


def test_a_kept_report_is_given_out_in_either_language(busy: Flask) -> None:
    kept = report.build("2026-10", now=NOW).content()
    thai = report.as_file(kept, "csv").decode()
    with force_locale("en"):
        english = report.as_file(kept, "csv").decode()
        machines = json.loads(report.as_file(kept, "json"))
    assert "เวลาตอบครั้งแรก,1,5400.0" in thai
    assert "First response time,1,5400.0" in english
    assert "Mean (seconds)" in english
    assert machines["lengths"][0]["title"] == "First response time"
    assert report.as_file(kept, "csv").decode() == thai


def test_csv_opens_in_excel_and_runs_no_formula(busy: Flask) -> None:
    text = report.render("2026-10", "csv", now=NOW).decode()
    assert text.startswith("\ufeffรายงานประจำเดือนตุลาคม 2569")
    assert "'=1+1" in text
    assert "เวลาตอบครั้งแรก,1,5400.0,5400.0,5400.0" in text


def test_a_month_without_anything_can_be_taken_out_in_every_format(app: Flask) -> None:
    files = [report.render("2026-10", format, now=NOW) for format in report.WRITERS]
    assert all(len(file) > 500 for file in files)


def test_an_unknown_format_is_refused_in_words(app: Flask) -> None:
    with pytest.raises(report.NoSuchFormat, match="docx"):
        report.render("2026-10", "docx", now=NOW)
