"""What runs by itself: each Page has its turn, and none is skipped silently."""

from datetime import timedelta

import pytest
from flask import Flask

from crm import clock, jobs
from crm.db import db, transaction
from crm.graph import jobs as graph_jobs
from crm.graph import queries, subscriptions
from crm.graph.models import CallCount
from crm.graph.simulator.server import RunningSimulator
from crm.graph.simulator.world import World
from crm.graph.sync.run import PageRef
from crm.jobs import Lease
from crm.pagelink import service as pagelink
from crm.pagelink.events import page_counted
from crm.pagelink.models import Message, Page
from tests.graph.conftest import APP_SECRET

SOMEBODY_ELSE = "another-host:1:1"
NO_PROCESS = 999_999_999


@pytest.fixture
def environ(environ: dict[str, str], simulator: RunningSimulator) -> dict[str, str]:
    """The program is set to the simulated Facebook."""
    return environ | {"CRM_GRAPH_URL": simulator.url, "CRM_FACEBOOK_APP_SECRET": APP_SECRET}


def hold_lease(page: PageRef, seconds: float) -> None:
    until = clock.now() + timedelta(seconds=seconds)
    with transaction() as session:
        session.merge(Lease(name=f"poll:{page.id}", owner=SOMEBODY_ELSE, until=until))


def test_the_poll_reads_every_page_and_counts_its_calls(app: Flask, page: PageRef) -> None:
    counts = graph_jobs.poll_pages()
    assert counts["pages"] == 1
    assert counts["new"] == db.session.query(Message).count() > 0
    db.session.rollback()
    assert sum(row.calls for row in db.session.query(CallCount)) == counts["calls"]


def test_a_page_that_another_worker_reads_is_left_to_it(app: Flask, page: PageRef) -> None:
    hold_lease(page, 60)
    assert graph_jobs.poll_pages() == {}


def test_a_page_that_another_worker_has_read_since_the_round_began_is_left_to_it(
    app: Flask, page: PageRef
) -> None:
    with transaction() as session:
        session.get_one(Page, page.id).last_polled_at = clock.now() + timedelta(minutes=1)
    assert graph_jobs.poll_pages() == {}


def test_the_pages_of_a_worker_that_died_are_read_by_the_next_round(
    app: Flask, page: PageRef
) -> None:
    host, _pid, started = jobs.this_worker().rsplit(":", 2)
    died = f"{host}:{NO_PROCESS}:{started}"
    until = clock.now() + timedelta(seconds=jobs.LEASE_SECONDS)
    with transaction() as session:
        session.merge(Lease(name=f"poll:{page.id}", owner=died, until=until))
    assert graph_jobs.poll_pages()["pages"] == 1


def test_a_sync_waits_for_the_page_and_then_reads_it(app: Flask, page: PageRef) -> None:
    hold_lease(page, 1.5)
    (report,) = graph_jobs.sync()
    assert report.is_whole


def test_a_failing_page_does_not_stop_the_next(app: Flask, world: World, page: PageRef) -> None:
    with transaction():
        pagelink.add_page("300000000000003", name="เพจเสีย", token="dead", now=clock.now())
    reports = {report.page: report for report in graph_jobs.sync()}
    assert reports["300000000000003"].error is not None
    assert reports[page.external_id].is_whole


def test_one_page_can_be_asked_for(app: Flask, page: PageRef) -> None:
    assert graph_jobs.sync("nobody") == []
    assert [report.page for report in graph_jobs.sync(page.external_id)] == [page.external_id]


def test_the_lease_is_given_back(app: Flask, page: PageRef) -> None:
    graph_jobs.poll_pages()
    with transaction():
        assert jobs.take_lease(f"poll:{page.id}", now=clock.now())
        assert db.session.get_one(Lease, f"poll:{page.id}").owner == jobs.this_worker()


def test_counters_are_told_on(app: Flask, world: World, page: PageRef) -> None:
    world.set_followers(6207, 5900)
    told: list[tuple[str, int, int]] = []

    def listen(sender: Page, *, followers: int, likes: int, **_more: object) -> None:
        told.append((sender.external_id, followers, likes))

    with page_counted.connected_to(listen):
        assert graph_jobs.count_pages() == {"counted": 1}
    assert told == [(page.external_id, 6207, 5900)]


@pytest.fixture
def reached(environ: dict[str, str], simulator: RunningSimulator) -> None:
    """Facebook can reach the installation, which the application is told at its start."""
    environ["CRM_PUBLIC_URL"] = "https://rongtook.example"
    environ["CRM_FACEBOOK_APP_ID"] = simulator.world.app_id


def subscription_of(page: PageRef) -> queries.Subscription:
    db.session.rollback()
    told = queries.find_subscription(page.id)
    assert told is not None
    return told


@pytest.mark.parametrize("left", [[], ["feed"]])
def test_a_subscription_that_was_lost_is_repaired(
    reached: None, app: Flask, world: World, page: PageRef, left: list[str]
) -> None:
    world.subscribe("http://127.0.0.1:1/", left)
    assert graph_jobs.look_after_subscriptions() == {"repaired": 1}
    assert set(world.subscribed_fields(page.external_id)) == set(subscriptions.FIELDS)
    assert subscription_of(page).repaired_at is not None


def test_a_subscription_that_stands_is_left_alone(
    reached: None, app: Flask, world: World, page: PageRef
) -> None:
    world.subscribe("http://127.0.0.1:1/", list(subscriptions.FIELDS))
    assert graph_jobs.look_after_subscriptions() == {"stands": 1}
    assert subscription_of(page).error is None
    assert not [call for call in world.call_log if call.startswith("POST")]


def test_a_subscription_that_cannot_be_repaired_is_told(
    reached: None, app: Flask, world: World, page: PageRef
) -> None:
    world.faults.add("error", path="/subscribed_apps", method="POST", code=200, status=403)
    assert graph_jobs.look_after_subscriptions() == {"failed": 1}
    assert "สิทธิ์" in (subscription_of(page).error or "")


def test_where_facebook_cannot_reach_us_nobody_looks(app: Flask, page: PageRef) -> None:
    assert graph_jobs.look_after_subscriptions() == {}
