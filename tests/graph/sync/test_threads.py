"""Quiet conversations are read anew every day, in slices that no pass feels."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from crm import clock
from crm.db import transaction
from crm.graph.models import ScanMark
from crm.graph.simulator.world import World
from crm.graph.sync.asking import CONVERSATIONS_A_PAGE
from crm.graph.sync.run import CALLS_OF_A_QUIET_PASS, PageRef, PassReport
from tests.graph.sync.conftest import stored

Read = Callable[[], PassReport]
PEOPLE = 8 * CONVERSATIONS_A_PAGE


@pytest.fixture
def messages(world: World, read: Read) -> list[str]:
    """What many people wrote within the last days, read once; the last who wrote comes first."""
    with world.bulk():
        written = [
            world.add_private_message(
                f"ผู้ใช้ ที่{number}",
                f"เรื่องที่ {number}",
                created_time=clock.now() - timedelta(minutes=20 * number + 1),
            )
            for number in range(PEOPLE)
        ]
    read()
    return written


def make_due(page: PageRef) -> None:
    """As if the quiet conversations had last been read two days ago."""
    with transaction() as session:
        for mark in session.query(ScanMark).filter_by(page_id=page.id, kind="threads"):
            mark.visited_at = clock.now() - timedelta(days=2)


def ten_minutes_pass(page: PageRef) -> None:
    with transaction() as session:
        for mark in session.query(ScanMark).filter_by(page_id=page.id, kind="threads"):
            if mark.state:
                earlier = clock.now() - timedelta(minutes=10)
                mark.state = {**mark.state, "read_at": earlier.isoformat()}


def test_an_edit_in_a_quiet_conversation_is_noticed_within_the_day(
    world: World, read: Read, page: PageRef, messages: list[str]
) -> None:
    world.edit_private_message(messages[-1], "แก้แล้ว")
    read()
    assert stored("message")[messages[-1]].text != "แก้แล้ว"
    make_due(page)
    calls = []
    while stored("message")[messages[-1]].text != "แก้แล้ว" and len(calls) < 9:
        calls.append(read().calls)
        ten_minutes_pass(page)
    assert stored("message")[messages[-1]].text == "แก้แล้ว"
    assert max(calls) <= CALLS_OF_A_QUIET_PASS


def test_when_the_place_where_it_stood_is_gone_the_reading_begins_again(
    world: World, read: Read, page: PageRef, messages: list[str]
) -> None:
    make_due(page)
    with transaction() as session:
        for mark in session.query(ScanMark).filter_by(page_id=page.id, kind="threads"):
            long_ago = (clock.now() - timedelta(hours=1)).isoformat()
            broken = f"v25.0/{page.external_id}/conversations?platform=messenger&after=gone"
            mark.state = {"next": broken, "read_at": long_ago}
    world.edit_private_message(messages[0], "แก้แล้ว")
    assert read().is_whole
    read()
    assert stored("message")[messages[0]].text == "แก้แล้ว"


def test_a_day_without_change_is_not_read_twice(
    read: Read, page: PageRef, messages: list[str]
) -> None:
    before = read().calls
    assert read().calls == before
