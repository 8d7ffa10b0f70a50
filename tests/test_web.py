"""Dates, lengths of time and names are shown in the language of the page."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from crm import web

EVENING = datetime(2026, 11, 20, 20, 41, tzinfo=UTC)  # the next morning in Bangkok


@pytest.fixture
def in_english(app: Flask) -> Iterator[None]:
    with app.test_request_context(), force_locale("en"):
        yield


@pytest.fixture
def in_thai(app: Flask) -> Iterator[None]:
    with app.test_request_context(), force_locale("th"):
        yield


@pytest.mark.usefixtures("in_english")
def test_english_dates_are_of_the_common_era_and_at_the_local_time() -> None:
    assert web.thai_datetime(EVENING) == "21 Nov 2026 03:41"
    assert web.thai_date(EVENING) == "21 Nov 2026"
    assert web.short_date(EVENING) == "21 Nov 26"
    assert web.thai_date(date(2026, 11, 20)) == "20 Nov 2026"
    assert web.month_title("2026-11") == "November 2026"


@pytest.mark.usefixtures("in_english")
def test_an_english_length_of_time_fits_beside_a_name() -> None:
    assert web.ago(EVENING, EVENING + timedelta(hours=17, minutes=5)) == "17 hr"


@pytest.mark.usefixtures("in_thai")
def test_thai_dates_are_of_the_buddhist_era() -> None:
    assert web.thai_datetime(EVENING) == "21 พ.ย. 2569 03.41 น."
    assert web.month_title("2026-11") == "พฤศจิกายน 2569"


@pytest.mark.usefixtures("in_thai")
def test_a_moment_soon_to_come_is_said_by_its_day() -> None:
    assert web.by_when(EVENING, EVENING - timedelta(hours=1)) == "03:41 วันนี้"
    assert web.by_when(EVENING, EVENING - timedelta(hours=12)) == "03:41 พรุ่งนี้"
    assert web.by_when(EVENING, EVENING - timedelta(days=3)) == "03:41 วันที่ 21 พ.ย. 69"
