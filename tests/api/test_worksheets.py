"""Changing a worksheet from other software."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.auth.models import ApiToken, AuditEntry
from crm.db import db, transaction
from crm.worksheets.models import Worksheet
from tests.api.conftest import Call
from tests.reports import factories as make

AT = datetime(2026, 10, 5, tzinfo=UTC)


@pytest.fixture
def sheet(app: Flask) -> str:
    """The number of a worksheet."""
    with transaction():
        page = make.page(AT)
        said = make.message(make.conversation(page, AT), AT)
        return make.worksheet(page, AT, said).number


def change(call: Call, number: str, scope: str = "write", **body: Any) -> Any:
    return call("PATCH", f"/api/v1/worksheets/{number}", scope, json=body)


def test_number_and_stage_are_changed_and_kept_in_the_log(call: Call, sheet: str) -> None:
    response = change(call, sheet, case_number="TF-๒๕๖๙/77", stage="checking")
    assert response.status_code == 200
    assert response.get_json()["stage"] == "checking"
    assert response.get_json()["case_number"] == "TF-๒๕๖๙/77"
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.detail["stage"]) == ("worksheet_api", "checking")
    assert db.session.scalars(select(ApiToken).where(ApiToken.scope == "write")).one().last_used_at


def test_a_case_is_found_by_the_citizens_number_too(call: Call, sheet: str) -> None:
    change(call, sheet, case_number="TF-77")
    assert change(call, "tf 77", stage="passed_on").get_json()["number"] == sheet


def test_a_token_that_only_reads_changes_nothing(call: Call, sheet: str) -> None:
    assert change(call, sheet, scope="read", stage="checking").status_code == 403
    assert db.session.scalars(select(Worksheet)).one().stage == "received"


@pytest.mark.parametrize(
    "body", [{"stage": "finished"}, {"stage": 5}, {"colour": "red"}, {"case_number": " "}]
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(
    call: Call, sheet: str, body: dict[str, Any]
) -> None:
    response = change(call, sheet, **body)
    assert response.status_code == 422
    assert response.get_json()["error"]
    assert db.session.scalars(select(Worksheet)).one().stage == "received"


def test_broken_json_and_unknown_numbers_are_refused(call: Call, sheet: str) -> None:
    path = f"/api/v1/worksheets/{sheet}"
    broken = call("PATCH", path, "write", data="{", content_type="application/json")
    assert broken.status_code == 400
    assert call("PATCH", path, "write", data="x").status_code == 415
    assert change(call, "2569-999999", stage="checking").status_code == 404
