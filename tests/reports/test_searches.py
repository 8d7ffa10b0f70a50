"""KPI 4: how long searches took, the first ten days and from then on, with the rows behind."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from crm.auth.models import Role, User
from crm.db import transaction
from crm.reports.figures import behind, counting, searches
from crm.reports.figures.kpis import kpis
from crm.reports.figures.period import Period, parse
from crm.reports.models import Baseline
from crm.search.models import SearchTiming
from tests.browser import Browser
from tests.conftest import PASSWORD
from tests.reports import factories as make

LIVE = datetime(2026, 10, 1, tzinfo=UTC)
NOW = datetime(2026, 10, 28, tzinfo=UTC)


@pytest.fixture
def october(app: Flask) -> Period:
    return parse("2026-10", ZoneInfo("Asia/Bangkok"), now=NOW)


@pytest.fixture
def staff(app: Flask, make_user: Callable[..., User]) -> User:
    """An agent, who searched before and after the tenth day."""
    user = make_user(Role.AGENT)
    with transaction():
        make.page(LIVE).created_at = LIVE
        for day, seconds, more in (
            (2, 40, {"opened_kind": "customer", "opened_id": "1"}),
            (3, 20, {"opened_kind": "customer", "opened_id": "1"}),
            (12, 4, {"opened_kind": "customer", "opened_id": "1"}),
            (13, 6, {"opened_kind": "conversation", "opened_id": "1"}),
            (14, 8, {"ending": "found"}),
            (15, 90, {"ending": "given_up"}),
        ):
            search(user, LIVE + timedelta(days=day), seconds, **more)
    return user


def search(user: User, at: datetime, seconds: int, **more: Any) -> None:
    ended = at + timedelta(seconds=seconds)
    values = {"ending": "opened", "ended_at": ended, "milliseconds": 5, "hits": 3, **more}
    make.add(SearchTiming(user_id=user.id, started_at=at, **values))


def test_the_first_ten_days_and_the_days_after_are_told_apart(staff: User, october: Period) -> None:
    spreads = [counting.spread(figure, october) for figure in searches.TIMES]
    assert [(each.n, each.mean, each.median) for each in spreads] == [
        (2, pytest.approx(30), pytest.approx(30)),
        (1, pytest.approx(4), pytest.approx(4)),
        (0, None, None),
        (2, pytest.approx(7), pytest.approx(7)),
    ]
    assert spreads[0].p90 == pytest.approx(38)


def test_the_mean_is_held_against_half_the_typed_in_baseline(staff: User, october: Period) -> None:
    with transaction():
        make.add(
            Baseline(
                kpi="name_search", value=50, observed_on=LIVE.date(), recorded_at=LIVE, note=""
            )
        )
    lines = {line.slug: line for line in kpis(october)}
    assert lines["name_search_first_days"].met is False
    assert (lines["name_search"].target, lines["name_search"].met) == (25, True)
    assert lines["post_search"].met is None


def test_what_was_given_up_is_counted_apart(staff: User, october: Period) -> None:
    assert counting.total(searches.GIVEN_UP, october) == 1


def test_the_rows_behind_are_the_searches_themselves(staff: User, october: Period) -> None:
    rows = behind.rows_behind(searches.POST_AFTERWARDS, october).rows
    assert [(row.target, row.text, row.seconds) for row in rows] == [
        ("", "found", 8),
        ("conversation/1", "conversation", 6),
    ]


def test_a_report_leads_to_the_searches(staff: User, browser: Browser) -> None:
    browser.login(staff.email, PASSWORD)
    shown = browser.get("/reports/2026-10/name_search")
    assert "เปิดผู้ใช้บริการ" in shown
    assert "4.0 วินาที" in shown
    assert "/search/record/customer/1" in shown
    assert "เลิกค้น" in browser.get("/reports/2026-10/searches_given_up")
