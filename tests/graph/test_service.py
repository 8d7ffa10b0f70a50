"""Connecting a Page: only its own token will do, and what is wrong is said in a sentence."""

from datetime import timedelta

import pytest
from flask import Flask

from crm import clock
from crm.db import db
from crm.graph import queries, service, subscriptions
from crm.graph.client import GraphAddress
from crm.graph.errors import ErrorClass, GraphError
from crm.graph.simulator.server import RunningSimulator
from crm.graph.simulator.world import World, default_token
from crm.graph.sync.run import PageRef
from crm.pagelink.models import Health, Page


@pytest.fixture
def environ(environ: dict[str, str], simulator: RunningSimulator) -> dict[str, str]:
    """The program is set to the simulated Facebook and its app."""
    world = simulator.world
    app = {"CRM_FACEBOOK_APP_ID": world.app_id, "CRM_FACEBOOK_APP_SECRET": world.app_secret}
    return environ | app | {"CRM_GRAPH_URL": simulator.url}


def health_of(page_id: int) -> str:
    db.session.rollback()
    return db.session.get_one(Page, page_id, populate_existing=True).health


def test_a_page_is_added_under_the_name_that_facebook_knows(app: Flask, world: World) -> None:
    token = default_token(world.main_page)
    page = service.add_page(world.main_page, token=f" {token}\n", now=clock.now())
    assert (page.external_id, page.token) == (world.main_page, token)
    assert page.name == "ศูนย์รับแจ้งทุกข์ เมืองตัวอย่าง"


def test_a_token_of_another_page_is_refused(app: Flask, world: World) -> None:
    world.add_page("200000000000002", "เพจอื่น")
    with pytest.raises(service.NotThisPage):
        service.add_page(world.main_page, token=default_token("200000000000002"), now=clock.now())
    assert db.session.query(Page).count() == 0


def test_a_dead_token_is_refused_with_what_to_do(app: Flask, world: World) -> None:
    world.kill_token(subcode=492)
    with pytest.raises(GraphError) as caught:
        token = default_token(world.main_page)
        service.add_page(world.main_page, token=token, now=clock.now())
    assert caught.value.error_class is ErrorClass.TOKEN
    assert "คืนหน้าที่" in caught.value.sentence


def test_a_known_page_gets_the_new_token(app: Flask, world: World, page: PageRef) -> None:
    world.add_token("fresh", page=world.main_page)
    again = service.add_page(world.main_page, token="fresh", now=clock.now())
    assert (again.id, again.token) == (page.id, "fresh")


def test_a_check_keeps_the_pages_health(app: Flask, world: World, page: PageRef) -> None:
    world.kill_token()
    (checked,) = service.check_pages()
    assert "รหัสผ่าน" in (checked.sentence or "")
    assert health_of(page.id) == Health.TOKEN
    world.revive_token()
    assert service.check_pages()[0].sentence is None
    assert health_of(page.id) == Health.OK


def test_a_tokens_scopes_and_end_are_known(app: Flask, world: World, page: PageRef) -> None:
    (checked,) = service.check_pages()
    assert checked.token is not None
    assert checked.token.is_valid
    assert checked.token.missing_scopes == ()


def test_a_missing_scope_needs_care(address: GraphAddress, world: World) -> None:
    world.add_token("narrow", page=world.main_page, scopes="pages_show_list")
    app = GraphAddress(address.url, address.version, world.app_secret)
    health = service.token_health(app, world.app_id, "narrow")
    assert health is not None
    assert "pages_messaging" in health.missing_scopes
    assert health.needs_care(clock.now())


def test_a_grant_that_ends_soon_needs_care() -> None:
    now = clock.now()
    assert service.TokenHealth(True, now + timedelta(days=3), ()).needs_care(now)
    assert not service.TokenHealth(True, now + timedelta(days=60), ()).needs_care(now)


def test_without_an_app_nobody_can_ask_about_a_token(address: GraphAddress) -> None:
    assert service.token_health(address, "", "any") is None


def test_followers_and_likes_are_read(world: World, page: PageRef, address: GraphAddress) -> None:
    world.set_followers(6207, 5900)
    assert service.figures_of(address, page) == service.PageFigures(6207, 5900)


@pytest.fixture
def reached(environ: dict[str, str]) -> None:
    """Facebook can reach the installation, which the application is told at its start."""
    environ["CRM_PUBLIC_URL"] = "https://rongtook.example"


def test_a_page_that_facebook_can_call_about_is_subscribed(
    reached: None, app: Flask, world: World
) -> None:
    token = default_token(world.main_page)
    page = service.add_page(world.main_page, token=token, now=clock.now())
    assert set(world.subscribed_fields(world.main_page)) == set(subscriptions.FIELDS)
    told = queries.find_subscription(page.id)
    assert told is not None
    assert (told.fields, told.error) == (",".join(subscriptions.FIELDS), None)


def test_a_subscription_that_is_refused_is_told_and_the_page_kept(
    reached: None, app: Flask, world: World
) -> None:
    world.faults.add("error", path="/subscribed_apps", code=200, status=403)
    token = default_token(world.main_page)
    page = service.add_page(world.main_page, token=token, now=clock.now())
    told = queries.find_subscription(page.id)
    assert told is not None
    assert "สิทธิ์" in (told.error or "")


def test_without_an_https_address_nobody_is_asked_to_call(app: Flask, world: World) -> None:
    token = default_token(world.main_page)
    page = service.add_page(world.main_page, token=token, now=clock.now())
    assert world.subscribed_fields(world.main_page) == []
    assert queries.find_subscription(page.id) is None
