"""Nothing is lost on the way in, at whichever commit the worker dies (prove_sync.py in small)."""

import json
from itertools import count

import pytest
from flask import Flask

from crm import clock
from crm.db import transaction
from crm.graph import jobs, webhook
from crm.graph.client import GraphAddress
from crm.graph.simulator.world import World
from crm.graph.sync.one_pass import poll
from crm.graph.sync.run import PageRef
from scripts._proofs import incoming
from tests.graph.dying import dying_at_commit
from tests.graph.simulator.receiver import Receiver, receiving

MORE_THAN_A_PAGE = 230
MOST_DEATHS = 400
ROUNDS, WRITTEN = 12, 18


@pytest.fixture
def crowded(world: World) -> World:
    """One post has more comments than two pages of a list hold, all of the same second."""
    oldest = world.store.value("SELECT min(number) FROM posts")
    with world.bulk():
        for place in range(MORE_THAN_A_PAGE):
            world.add_comment(str(oldest), f"พร้อมกัน {place}")
    return world


def test_dying_at_each_commit_of_the_import_loses_nothing(
    crowded: World, page: PageRef, address: GraphAddress
) -> None:
    deaths = read_until_alive(page, address, lambda _number: None)
    assert deaths > 20
    assert_all_is_there(crowded)


def test_dying_while_people_write_loses_nothing(
    crowded: World, page: PageRef, address: GraphAddress
) -> None:
    with receiving() as receiver:
        crowded.subscribe(receiver.url, ["feed", "messages"])
        told = Told(crowded, receiver)
        deaths = read_until_alive(page, address, told.happen)
    poll(page, address)
    assert deaths > 20
    assert_all_is_there(crowded)


def test_dying_at_each_commit_of_the_webhooks_loses_nothing(
    app: Flask, world: World, page: PageRef
) -> None:
    with receiving() as receiver:
        world.subscribe(receiver.url, ["feed", "messages"])
        world.webhooks.delivery.batch = 5
        told = Told(world, receiver)
        for number in range(ROUNDS):
            told.write(number)
        told.keep_webhooks()
    for number in count(1):
        with dying_at_commit(number) as died:
            jobs.take_in_webhooks()
        if not died:
            break
    assert webhook.counts() == {"done": len(receiver.raw)}
    rows = incoming.exported_messages()
    assert len(rows) == WRITTEN
    assert len({row["external_id"] for row in rows}) == WRITTEN


class Told:
    """People write, and half of it is told by webhooks before the poll can see it."""

    def __init__(self, world: World, receiver: Receiver) -> None:
        self._world = world
        self._receiver = receiver
        self._kept = 0
        self._posts = [row["number"] for row in world.store.rows("SELECT number FROM posts")]

    def happen(self, number: int) -> None:
        """One thing happens; every other is taken in by its webhook at once."""
        self.write(number)
        if number % 2:
            self.keep_webhooks()
            jobs.take_in_webhooks()

    def write(self, number: int) -> None:
        """A comment below any post, a reply, our own reply as the newest comment, a message."""
        post = str(self._posts[number % len(self._posts)])
        kind = number % 4
        if kind == 3:
            self._world.add_private_message(f"ผู้ทดลอง {number}", f"ข้อความ {number}")
            return
        comment = self._world.add_comment(post, f"ความคิดเห็น {number}")
        if kind == 1:
            self._world.add_comment(post, f"เพิ่มเติม {number}", parent=comment)
        if kind == 2:
            self._world.reply_in_meta(comment, f"รับทราบค่ะ {number}")

    def keep_webhooks(self) -> None:
        """Keep every body that has come since the last time."""
        assert self._world.webhooks.wait_until_idle()
        for raw in self._receiver.raw[self._kept :]:
            with transaction():
                webhook.keep(raw, now=clock.now())
        self._kept = len(self._receiver.raw)


def read_until_alive(page: PageRef, address: GraphAddress, happen: object) -> int:
    """Passes that die one commit later each time, until one lives; how many died."""
    for number in range(1, MOST_DEATHS):
        with dying_at_commit(number) as died:
            poll(page, address)
        if not died:
            return number - 1
        happen(number)  # type: ignore[operator]
    raise AssertionError("no pass came to its end")


def assert_all_is_there(world: World) -> None:
    rows = incoming.exported_messages()
    wrong = incoming.compare(world, rows) | incoming.ledger(rows)
    assert not {name: size for name, size in wrong.items() if size}
    assert json.dumps(rows)
