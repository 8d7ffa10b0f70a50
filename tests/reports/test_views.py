"""The report pages as a supervisor, and a viewer, sees them."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.pagelink.events import page_counted
from crm.reports.models import Baseline, PageCounter, ReportSnapshot
from tests.browser import Browser
from tests.conftest import PASSWORD
from tests.reports import factories as make

AT = datetime(2026, 10, 5, tzinfo=UTC)
MONTH = "/reports/2026-10"


@pytest.fixture
def supervisor(browser: Browser, make_user: Callable[..., User]) -> Browser:
    """A browser in which a supervisor is logged in."""
    browser.login(make_user(Role.SUPERVISOR).email, PASSWORD)
    return browser


@pytest.fixture
def month(app: Flask) -> None:
    """October 2026 with a little of everything."""
    with transaction():
        page = make.page(AT)
        talk = make.conversation(page, AT)
        said = make.answered(talk, AT, timedelta(hours=3), by=make.person(page, AT))
        make.message(talk, AT, "โทร 081-234-5678 ด้วย")
        make.tag(talk, "complaint", AT)
        make.worksheet(page, AT, said, number_sent_at=AT + timedelta(hours=1), district="ดินแดง")


def test_the_months_are_listed_by_their_thai_names(supervisor: Browser, month: None) -> None:
    shown = supervisor.get("/reports")
    assert "ตุลาคม 2569" in shown
    assert MONTH in shown
    assert "มกราคม 2560" not in shown


def test_a_month_shows_its_figures_with_their_definitions(supervisor: Browser, month: None) -> None:
    shown = supervisor.get(MONTH)
    assert "รายงานเดือนตุลาคม 2569" in shown
    assert "50.00%" in shown
    assert "ผู้ใช้บริการไม่นับซ้ำ ที่มีข้อความได้รับคำตอบในเดือนนี้" in shown
    assert "3 ชม." in shown


def test_every_number_leads_to_as_many_rows(supervisor: Browser, month: None) -> None:
    shown = supervisor.get(MONTH)
    links = re.findall(r'<a href="(/reports/2026-10/[^"]+)">([\d,]+)</a>', shown)
    assert len(links) > 30
    for link, number in links:
        rows = supervisor.get(link.replace("&amp;", "&"))
        assert f"<strong>{number} รายการ</strong>" in rows, link
        assert rows.count("<tr>") == int(number) + (1 if int(number) else 0), link


def test_a_tag_leads_to_its_contacts(supervisor: Browser, month: None) -> None:
    rows = supervisor.get(f"{MONTH}/tags_ever?tag=complaint")
    assert "1 รายการ" in rows
    assert "/inbox/" in rows


def test_a_viewer_sees_no_phone_number_among_the_rows(
    browser: Browser, make_user: Callable[..., User], month: None
) -> None:
    browser.login(make_user(Role.VIEWER).email, PASSWORD)
    rows = browser.get(f"{MONTH}/open")
    assert "081-234-5678" not in rows
    assert "78 ด้วย" in rows


@pytest.mark.parametrize("path", ["/reports/2026-13", "/reports/2026-13.xlsx", "/reports/x/open"])
def test_a_month_that_does_not_exist_says_so(supervisor: Browser, path: str) -> None:
    assert "ไม่มีเดือน" in supervisor.get(path, status=404)


def test_a_month_to_come_says_so(supervisor: Browser) -> None:
    assert "ยังมาไม่ถึง" in supervisor.get("/reports/2190-01", status=404)


def test_an_unknown_figure_or_page_is_not_found(supervisor: Browser, month: None) -> None:
    supervisor.get(f"{MONTH}/nonsense", status=404)
    assert "ไม่พบเพจ" in supervisor.get(f"{MONTH}?page=999", status=404)


@pytest.mark.parametrize("format", ["xlsx", "pdf", "csv", "json"])
def test_a_month_is_taken_as_a_file(supervisor: Browser, month: None, format: str) -> None:
    response = supervisor.client.get(f"{MONTH}.{format}")
    assert response.status_code == 200
    assert f"rongtook-2026-10.{format}" in response.headers["Content-Disposition"]
    assert len(response.get_data()) > 500


def test_a_kept_report_does_not_change_when_the_figures_do(
    supervisor: Browser, month: None
) -> None:
    supervisor.post(f"{MONTH}/kept", page=MONTH)
    with transaction():
        make.message(make.conversation(make.page(AT), AT), AT)
    snapshot = db.session.scalars(select(ReportSnapshot)).one()
    kept = json.loads(supervisor.client.get(f"/reports/kept/{snapshot.id}.json").text)
    now = json.loads(supervisor.client.get(f"{MONTH}.json").text)
    assert (kept["counts"][0]["value"], now["counts"][0]["value"]) == (2, 3)
    assert "ฉบับที่เก็บไว้" in supervisor.get(MONTH)


def test_an_agent_keeps_no_reports(browser: Browser, make_user: Callable[..., User]) -> None:
    browser.login(make_user(Role.AGENT).email, PASSWORD)
    assert browser.post(f"{MONTH}/kept", page="/reports").status_code == 403
    assert db.session.scalars(select(ReportSnapshot)).all() == []


def test_a_baseline_is_typed_in_and_sets_the_target(supervisor: Browser, month: None) -> None:
    typed = {"kind": "filed", "page_id": "0", "value": "200", "observed_on": "2017-10-01"}
    response = supervisor.post("/reports/baselines", typed, page="/reports/baselines")
    assert response.status_code == 303
    assert db.session.scalars(select(Baseline)).one().value == 200
    assert "230 เรื่อง" in supervisor.get(MONTH)


def test_a_baseline_without_a_value_is_refused_on_the_page(supervisor: Browser) -> None:
    response = supervisor.post("/reports/baselines", {"kind": "filed"}, page="/reports/baselines")
    assert response.status_code == 400
    assert "ยังบันทึกไม่ได้" in response.text


def test_a_page_that_was_counted_stands_among_the_followers(supervisor: Browser) -> None:
    with transaction():
        page = make.page(AT)
        for likes in (5000, 5001):
            page_counted.send(page, day=date(2026, 10, 1), followers=6207, likes=likes)
    assert db.session.scalars(select(PageCounter)).one().likes == 5001
    assert "6,207" in supervisor.get(f"{MONTH}/followers")


def test_the_month_costs_the_same_statements_however_much_happened(
    supervisor: Browser, month: None
) -> None:
    counted: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    supervisor.get(MONTH)
    first = len(counted)
    with transaction():
        page = make.page(AT)
        for _ in range(20):
            talk = make.conversation(page, AT)
            make.tag(talk, "inquiry", AT)
            make.message(talk, AT)
    counted.clear()
    supervisor.get(MONTH)
    assert len([each for each in counted if each.startswith("SELECT")]) <= first + 2
