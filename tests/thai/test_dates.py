import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crm.thai import (
    arabic_digits,
    duration,
    fiscal_year,
    format_date,
    format_datetime,
    month_title,
    parse_month,
)

ORACLE = Path(__file__).parents[1] / "fixtures/thai_parsing/dates_be_oracle_pythainlp.csv"
BANGKOK = ZoneInfo("Asia/Bangkok")


def oracle(form: str, digits: str) -> list[tuple[str, str]]:
    with ORACLE.open(encoding="utf-8") as lines:
        rows = [r for r in csv.DictReader(lines) if (r["format"], r["digits"]) == (form, digits)]
    assert rows
    return [(row["iso_date"], row["text"]) for row in rows]


def test_days_are_written_as_pythainlp_writes_them():
    for iso, text in oracle("%-d %b %y", "ascii"):
        assert format_date(date.fromisoformat(iso), None, "short") == text
    for iso, text in oracle("%-d %B %Y", "thai_digits"):
        assert format_date(date.fromisoformat(iso), None, "letter") == text


def test_a_moment_is_shown_in_the_zone_of_the_city():
    late = datetime(2026, 10, 4, 20, 5, tzinfo=UTC)
    assert format_date(late, BANGKOK) == "5 ต.ค. 2569"
    assert format_datetime(late, BANGKOK) == "5 ต.ค. 2569 03.05 น."


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        format_datetime(datetime(2026, 10, 4), BANGKOK)  # noqa: DTZ001


@pytest.mark.parametrize("text", ["2026-10", "2569-10", "๒๕๖๙-๑๐", " 2026-10 "])
def test_a_month_is_read_in_either_era(text):
    assert parse_month(text) == (2026, 10)
    assert month_title(text) == "ตุลาคม 2569"


@pytest.mark.parametrize("text", ["", "2026-13", "2026-00", "26-10", "2300-01", "2026-1", "ตุลาคม"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match="not a month"):
        parse_month(text)


def test_the_fiscal_year_begins_in_october_and_is_named_by_its_end():
    assert fiscal_year(date(2026, 9, 30)) == 2569
    assert fiscal_year(date(2026, 10, 1)) == 2570


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(hours=3, minutes=12), "3 ชม. 12 นาที"),
        (timedelta(minutes=12, seconds=50), "12 นาที"),
        (timedelta(days=2, hours=3, minutes=9), "2 วัน 3 ชม."),
        (timedelta(days=1), "1 วัน"),
        (timedelta(hours=5), "5 ชม."),
        (timedelta(seconds=59), "ไม่ถึง 1 นาที"),
        (timedelta(seconds=-5), "ไม่ถึง 1 นาที"),
    ],
)
def test_a_duration_is_said_in_its_two_largest_units(length, words):
    assert duration(length) == words


def test_digits_of_a_screen_are_arabic():
    for style in ("screen", "short"):
        shown = format_date(date(2026, 1, 2), None, style)
        assert shown == arabic_digits(shown)
