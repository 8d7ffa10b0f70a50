"""Logging in and out, roles, accounts and the language switch, as a person meets them."""

from flask import Flask

from crm.auth.models import Role, User
from crm.db import db
from tests.browser import Browser
from tests.conftest import PASSWORD


def test_the_right_password_opens_the_console(browser: Browser, make_user) -> None:
    make_user(Role.AGENT)
    response = browser.login("agent@example.org", PASSWORD)
    assert response.status_code == 303
    assert browser.client.get("/admin/users").status_code == 403


def test_a_wrong_password_says_so_and_not_which_was_wrong(browser: Browser, make_user) -> None:
    make_user(Role.AGENT)
    wrong = browser.login("agent@example.org", "not it at all")
    unknown = browser.login("nobody@example.org", PASSWORD)
    for response in (wrong, unknown):
        assert response.status_code == 400
        assert "อีเมลหรือรหัสผ่านไม่ถูกต้อง" in response.text


def test_a_closed_account_cannot_log_in(browser: Browser, make_user) -> None:
    user = make_user(Role.AGENT)
    db.session.get_one(User, user.id).active = False
    db.session.commit()
    assert browser.login("agent@example.org", PASSWORD).status_code == 400


def test_whoever_is_not_logged_in_is_sent_to_the_log_in_and_back(browser: Browser) -> None:
    response = browser.client.get("/admin/users")
    assert response.status_code == 302
    assert response.location == "/login?next=/admin/users"


def test_the_log_in_never_leads_to_another_site(browser: Browser, make_user) -> None:
    make_user(Role.ADMIN)
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        fields = {"email": "admin@example.org", "password": PASSWORD, "next": elsewhere}
        assert browser.post("/login", fields).location == "/"


def test_a_form_without_its_token_is_refused(app: Flask) -> None:
    response = app.test_client().post("/login", data={"email": "a@b", "password": "x"})
    assert response.status_code == 400


def test_an_admin_opens_and_closes_accounts(browser: Browser, make_user) -> None:
    make_user(Role.ADMIN)
    browser.login("admin@example.org", PASSWORD)
    fields = {"email": "new@example.org", "name": "สมศรี", "role": "agent", "password": PASSWORD}
    browser.post("/admin/users", fields, page="/admin/users")
    user = db.session.query(User).filter_by(email="new@example.org").one()
    assert "สมศรี" in browser.get("/admin/users")
    browser.post(f"/admin/users/{user.id}/active", {"active": "0"}, page="/admin/users")
    db.session.expire_all()
    assert not user.active


def test_the_language_switch_lasts(browser: Browser, make_user) -> None:
    make_user(Role.ADMIN)
    browser.login("admin@example.org", PASSWORD)
    browser.post("/language", {"language": "en"}, page="/admin/users")
    assert '<html lang="en"' in browser.get("/admin/users")
    assert db.session.query(User).one().locale == "en"


def test_a_token_is_shown_once(browser: Browser, make_user) -> None:
    make_user(Role.ADMIN)
    browser.login("admin@example.org", PASSWORD)
    browser.post("/admin/tokens", {"name": "MIS", "scope": "read"}, page="/admin/users")
    assert "rtk_" in browser.get("/admin/users")
    assert "rtk_" not in browser.get("/admin/users")
