"""Nothing is open to strangers but a short list."""

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

PUBLIC_ENDPOINTS = {"static", "auth.login", "auth.do_login", "auth.language"}
PUBLIC_PATHS = ("/c/", "/webhooks/", "/healthz", "/metrics", "/api/v1/openapi.json")
TOKEN_PATHS = ("/api/v1/",)
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@ONE_DATABASE
def test_every_page_but_a_short_list_asks_who_is_there(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    opened = [
        f"{method} {rule.rule} answers {response.status}"
        for rule in app.url_map.iter_rules()
        if not is_public(rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if not is_refused(rule, response := client.open(address(app, rule), method=method))
    ]
    assert not opened, "\n".join(opened)


@ONE_DATABASE
def test_only_what_is_listed_here_is_marked_public(app: Flask) -> None:
    marked = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "is_public", False)
        and not is_public(rule)
        and not rule.rule.startswith(TOKEN_PATHS)
    ]
    assert not marked, "\n".join(marked)


def is_public(rule: Rule) -> bool:
    return rule.endpoint in PUBLIC_ENDPOINTS or rule.rule.startswith(PUBLIC_PATHS)


def is_refused(rule: Rule, response: TestResponse) -> bool:
    """People are sent to the log-in page; a program is told that it lacks a token."""
    if rule.rule.startswith(TOKEN_PATHS):
        return response.status_code == 401
    return response.status_code == 302 and response.location.startswith("/login")


def address(app: Flask, rule: Rule) -> str:
    """A path of that rule; whether there is such a thing is asked after who is there."""
    arguments = {name: example(rule, name) for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, arguments, append_unknown=False)


def example(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    return sorted(converter.items)[0] if isinstance(converter, AnyConverter) else 1
