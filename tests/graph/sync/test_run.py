"""What a pass carries with it: a sound token, a lease, and small transactions."""

from datetime import timedelta

import pytest
from flask import Flask

from crm import clock
from crm.db import transaction
from crm.graph.budget import PageMeter, Purpose
from crm.graph.client import GraphAddress, GraphClient
from crm.graph.errors import ErrorClass, GraphError
from crm.graph.simulator.world import World
from crm.graph.sync.run import LeaseLost, PageRef, Run, chunks
from crm.jobs import Lease


def run_of(page: PageRef, client: GraphClient, lease: str | None = None) -> Run:
    return Run(page, client, PageMeter(page.id, Purpose.POSTS), lease=lease)


def test_objects_count_as_gone_only_while_the_token_is_the_pages(
    world: World, page: PageRef, address: GraphAddress
) -> None:
    run_of(page, GraphClient(address, page.token)).check_token()
    world.add_page("200000000000002", "เพจอื่น", token="of-another-page")
    with pytest.raises(GraphError) as caught:
        run_of(page, GraphClient(address, "of-another-page")).check_token()
    assert caught.value.error_class is ErrorClass.TOKEN


def test_the_token_is_asked_about_once_a_pass(
    world: World, page: PageRef, address: GraphAddress
) -> None:
    client = GraphClient(address, page.token)
    run = run_of(page, client)
    run.check_token()
    run.check_token()
    assert client.calls == 1


def test_a_pass_whose_lease_was_taken_ends(
    app: Flask, page: PageRef, address: GraphAddress
) -> None:
    run = run_of(page, GraphClient(address, page.token), lease="poll:1")
    until = clock.now() + timedelta(minutes=1)
    with transaction() as session:
        session.add(Lease(name="poll:1", owner="another-host:1:1", until=until))
    run.keep_lease()
    run.renewed_at -= timedelta(minutes=1)
    with pytest.raises(LeaseLost):
        run.keep_lease()


def test_rows_are_cut_into_groups() -> None:
    assert list(chunks(range(5), 2)) == [(0, 1), (2, 3), (4,)]
    assert list(chunks([], 2)) == []
