"""The API's lists, as other software reads them."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from crm.auth import service as auth
from crm.customers.models import Fact
from crm.db import transaction
from crm.reports import export
from tests.api.conftest import Call
from tests.reports import factories as make

AT = datetime(2026, 10, 5, tzinfo=UTC)


def test_a_list_is_read_to_its_end_by_its_cursor(app: Flask, call: Call) -> None:
    with transaction():
        talk = make.conversation(make.page(AT), AT)
        sent = [make.message(talk, AT, f"หลุม {n}").external_id for n in range(5)]
    seen, path = [], "/api/v1/messages?limit=2"
    while path:
        answer = call("GET", path).get_json()
        seen += [row["external_id"] for row in answer["data"]]
        path = answer["next"] and f"/api/v1/messages?limit=2&cursor={answer['next']}"
    assert seen == sent[::-1]


@pytest.mark.parametrize("kind", list(export.KINDS))
def test_fields_are_those_of_the_export(app: Flask, call: Call, kind: str) -> None:
    with transaction():
        page = make.page(AT)
        said = make.message(make.conversation(page, AT), AT, by=make.person(page, AT))
        make.worksheet(page, AT, said)
    answer = call("GET", f"/api/v1/{kind}").get_json()
    assert set(answer) == {"data", "next"}
    assert answer["next"] is None
    for row in answer["data"]:
        assert set(row) == set(export.KINDS[kind][0])


def test_messages_are_searched_inside_thai_words(app: Flask, call: Call) -> None:
    with transaction():
        talk = make.conversation(make.page(AT), AT)
        for n in range(3):
            make.message(talk, AT + timedelta(hours=n), f"ไฟถนนดับซอย ๕{n}")
        make.message(talk, AT, "น้ำท่วม")
    first = call("GET", "/api/v1/messages?q=ดับ&limit=2").get_json()
    rest = call("GET", f"/api/v1/messages?q=ดับ&limit=2&cursor={first['next']}").get_json()
    found = [row["text"] for row in first["data"] + rest["data"]]
    assert found == ["ไฟถนนดับซอย ๕2", "ไฟถนนดับซอย ๕1", "ไฟถนนดับซอย ๕0"]
    assert rest["next"] is None
    assert call("GET", "/api/v1/messages?q=").get_json()["data"] == []


def test_facts_never_leave_unmasked(app: Flask, call: Call) -> None:
    with transaction():
        person = make.person(make.page(AT), AT)
        fact = {"kind": "phone", "value": "0812345678", "value_hash": "-", "source": "staff"}
        fact |= {"ground": "consent", "customer_id": person.customer_id}
        make.add(Fact(recorded_at=AT, **fact))
    assert "0812345678" not in call("GET", "/api/v1/customers").text


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic YTpi"])
def test_without_a_token_nothing_is_read(app: Flask, header: str) -> None:
    response = app.test_client().get("/api/v1/messages", headers={"Authorization": header})
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert "โทเคน" in response.get_json()["error"]


def test_a_revoked_token_reads_nothing(app: Flask, call: Call) -> None:
    with transaction():
        auth.revoke_token(1, now=AT)
    assert call("GET", "/api/v1/messages").status_code == 401


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "cursor=x"])
def test_a_parameter_that_makes_no_sense_is_refused_in_words(call: Call, query: str) -> None:
    response = call("GET", f"/api/v1/worksheets?{query}")
    assert response.status_code == 400
    assert response.get_json()["error"]


def test_every_address_stands_in_the_document(app: Flask) -> None:
    response = app.test_client().get("/api/v1/openapi.json")
    paths = response.get_json()["paths"]
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }
    assert served == {(path, method) for path, methods in paths.items() for method in methods}
    assert json.dumps(response.get_json()).count('"$ref"') > 10


def test_an_unknown_address_answers_in_json(app: Flask) -> None:
    response = app.test_client().get("/api/v1/nothing")
    assert (response.status_code, response.mimetype) == (404, "application/json")


@pytest.mark.parametrize("asked", ["cursor", "limit"])
def test_a_number_of_five_thousand_digits_is_no_number(call: Call, asked: str) -> None:
    answer = call("GET", f"/api/v1/replies?{asked}={'9' * 5000}")
    assert answer.status_code == 400
    assert answer.get_json()["error"]
