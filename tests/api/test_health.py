"""What a load balancer and Prometheus are told."""

from datetime import UTC, datetime

from flask import Flask

from crm.auth import service as auth
from crm.db import transaction
from tests.reports import factories as make

AT = datetime(2026, 10, 5, tzinfo=UTC)


def test_health_needs_no_log_in(app: Flask) -> None:
    response = app.test_client().get("/healthz")
    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


def test_metrics_count_what_waits_on_each_page(app: Flask) -> None:
    with transaction():
        token = auth.add_token("prometheus", scope="read", by=None, now=AT)
        page = make.page(AT)
        talk = make.conversation(page, AT)
        make.message(talk, AT)
        make.message(talk, AT)
    response = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert f'crm_messages_open{{page="{page.external_id}"}} 2.0' in response.text
    assert f'crm_page_healthy{{page="{page.external_id}"}} 1.0' in response.text


def test_metrics_are_not_for_everybody(app: Flask) -> None:
    assert app.test_client().get("/metrics").status_code == 401
