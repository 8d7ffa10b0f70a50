"""What a browser loads when it opens the list for the first time."""

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser as Chromium

from crm.auth.models import Role, User
from tests.conftest import PASSWORD

HEAVIEST = 150_000

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_first_load_is_light_and_comes_from_our_own_server(
    chromium: Chromium, address: str, talk_id: int, make_user: Callable[..., User]
) -> None:
    make_user(Role.AGENT)
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/login")
    page.fill("[name=email]", f"{Role.AGENT}@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/inbox")
    page.wait_for_load_state("networkidle")
    loaded = {url for url in asked if not url.startswith("data:")}
    assert f"{address}/inbox" in loaded
    assert [url for url in loaded if not url.startswith(address)] == []
    weighed = [url for url in loaded if not url.endswith(".woff2")]
    bodies = [page.request.get(url).body() for url in weighed]
    page.close()
    assert sum(len(gzip.compress(body)) for body in bodies) <= HEAVIEST
