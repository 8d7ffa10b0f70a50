"""What goes out goes out once, at whichever commit the worker dies (prove_sender.py in small)."""

import random
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from crm.auth import service as auth
from crm.auth.models import Role
from crm.db import db, transaction
from crm.graph import webhook
from crm.graph.channel import FacebookChannel
from crm.graph.client import GraphAddress
from crm.graph.simulator.world import World
from crm.graph.sync.one_pass import poll
from crm.graph.sync.run import PageRef
from crm.pagelink import channels, outbox
from crm.pagelink.models import Message, Page, Reply, ReplyState, Route
from scripts._proofs import outgoing
from tests.graph.dying import dying_at_commit
from tests.graph.simulator.receiver import Receiver, receiving

PASSWORD = "correct horse battery"
MOST_DEATHS = 300
LEASE_AND_MORE = 61


@pytest.fixture
def wishes(app: Flask, world: World, page: PageRef, address: GraphAddress) -> outgoing.Citizens:
    """Citizens whose messages are stored and wait for an answer."""
    channels.register("facebook", FacebookChannel(address, Path("photos")))
    with transaction() as session:
        session.get_one(Page, page.id).reply_seconds = 0
    citizens = outgoing.Citizens(world, random.Random(4))
    citizens.write(30)
    poll(page, address)
    return citizens


def test_dying_at_each_commit_sends_each_reply_once(
    world: World, page: PageRef, address: GraphAddress, wishes: outgoing.Citizens
) -> None:
    queue_all(world, wishes.wishes)
    deaths = send_until_alive(world)
    assert deaths > 20
    assert_each_stands_once(world, page, address)


@pytest.mark.parametrize("fault", ["timeout_after", "cut", "truncated", "lag"])
def test_dying_while_the_answers_fail_sends_each_reply_once(
    world: World, page: PageRef, address: GraphAddress, wishes: outgoing.Citizens, fault: str
) -> None:
    queue_all(world, wishes.wishes)
    world.faults.add(fault, chance=0.3, method="POST", seconds=2 if fault == "lag" else 0)
    send_until_alive(world)
    assert_each_stands_once(world, page, address)


def test_echoes_that_beat_the_answer_settle_the_doubt(
    world: World, page: PageRef, address: GraphAddress, wishes: outgoing.Citizens
) -> None:
    queue_all(world, wishes.wishes)
    world.faults.add("cut", chance=0.5, method="POST")
    with receiving() as receiver:
        world.subscribe(receiver.url, ["feed", "messages", "message_echoes"])
        send_until_alive(world, receiver)
    assert_each_stands_once(world, page, address)


def queue_all(world: World, wishes: list[outgoing.Wish]) -> None:
    with transaction() as session:
        agent = auth.add_user(
            "agent@example.org", name="ผู้ตอบ", role=Role.AGENT, password=PASSWORD, now=world.now
        )
        for wish in wishes:
            target = session.scalars(select(Message).filter_by(external_id=wish.target)).one()
            outbox.queue(
                target.conversation,
                text=wish.text,
                route=wish.route,
                target=target,
                by=agent if wish.route is Route.HUMAN_AGENT else None,
                now=world.now,
            )


def send_until_alive(world: World, receiver: Receiver | None = None) -> int:
    """Passes of the outbox that die one commit later each time, until nothing is left to do."""
    for number in range(1, MOST_DEATHS):
        with dying_at_commit(number):
            outbox.send_due(world.now)
        if receiver:
            take_in(world, receiver)
        world.advance(seconds=LEASE_AND_MORE)
        with transaction():
            if not outgoing.undecided():
                return number
    raise AssertionError("the outbox was never done")


def take_in(world: World, receiver: Receiver) -> None:
    """Take in the echoes that have come; a body that comes twice is one."""
    assert world.webhooks.wait_until_idle()
    with transaction():
        for raw in receiver.raw:
            webhook.keep(raw, now=world.now)
    with transaction():
        for waiting in webhook.waiting_groups():
            webhook.take_in_together(waiting, now=world.now)


def assert_each_stands_once(world: World, page: PageRef, address: GraphAddress) -> None:
    poll(page, address)
    with transaction():
        wrong = outgoing.compare(world)
        assert not {name: size for name, size in wrong.items() if size}
        states = set(db.session.scalars(select(Reply.state)))
    assert states <= {ReplyState.SENT, ReplyState.FAILED}
