"""Every refusal is one page that says what went wrong and what to do."""

from collections.abc import Callable

import pytest
from flask import Flask, abort

from crm.auth.models import Role
from crm.errors import Conflict
from crm.web import public
from tests.browser import Browser, check_page


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 413, 418, 429, 500, 503])
def test_an_error_page_keeps_what_every_page_promises(app: Flask, status: int) -> None:
    app.add_url_rule("/refused", "refused", public(lambda: abort(status)))
    response = app.test_client().get("/refused")
    assert response.status_code == status
    check_page(response.text, "/refused")
    assert "ไปหน้าแรก" in response.text


def test_an_unknown_address_says_so(browser: Browser, make_user: Callable[..., object]) -> None:
    make_user(Role.VIEWER)
    assert "ไม่พบหน้าที่ต้องการ" in browser.get("/no-such-page", 404)


def test_a_refused_part_of_a_page_is_one_sentence(app: Flask) -> None:
    def refuse() -> str:
        raise Conflict

    app.add_url_rule("/refused", "refused", public(refuse))
    answer = app.test_client().get("/refused", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "data-error-sentence" in answer.text
    assert "<html" not in answer.text
