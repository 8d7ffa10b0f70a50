"""Facebook keeps the contract of every channel, so that what the outbox relies on holds for it."""

from datetime import datetime

import pytest
from flask import Flask

from crm import clock
from crm.db import db, transaction
from crm.graph.channel import FacebookChannel
from crm.graph.client import GraphAddress
from crm.graph.simulator.world import World
from crm.graph.sync.one_pass import poll
from crm.graph.sync.run import PageRef
from crm.pagelink.channels import Outgoing
from crm.pagelink.models import Message, Page
from tests.graph.sync.conftest import key_of
from tests.pagelink.channel_contract import ChannelContract


class TestFacebookChannel(ChannelContract):
    """The contract, against the simulated Facebook."""

    @pytest.fixture
    def subject(self, address: GraphAddress) -> FacebookChannel:
        return FacebookChannel(address)

    @pytest.fixture
    def account(self, app: Flask, page: PageRef) -> Page:
        with transaction() as session:
            found = session.get_one(Page, page.id)
            session.refresh(found)
            session.expunge(found)
            return found

    @pytest.fixture
    def now(self) -> datetime:
        return clock.now()

    @pytest.fixture
    def target(self, world: World, page: PageRef, address: GraphAddress) -> Message:
        comment = world.add_comment(world.add_post("ประกาศ"), "ไฟดับครับ")
        poll(page, address)
        db.session.rollback()
        return db.session.query(Message).filter_by(key=key_of(comment)).one()

    @pytest.fixture
    def refused(self, world: World, target: Message) -> Outgoing:
        world.faults.add("error", times=1, method="POST", code=100, subcode=33)
        return self.outgoing(target)
