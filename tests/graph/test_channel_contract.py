"""Facebook keeps the contract of every channel, so that what the outbox relies on holds for it."""

from datetime import datetime
from pathlib import Path

import pytest
import requests
from flask import Flask
from PIL import Image

from crm import clock
from crm.db import db, transaction
from crm.graph.channel import FacebookChannel
from crm.graph.client import GraphAddress
from crm.graph.simulator.world import World
from crm.graph.sync.one_pass import poll
from crm.graph.sync.run import PageRef
from crm.pagelink.channels import Outgoing, SendError
from crm.pagelink.models import Message, Page
from tests.graph.sync.conftest import key_of
from tests.pagelink.channel_contract import ChannelContract


class TestFacebookChannel(ChannelContract):
    """The contract, against the simulated Facebook."""

    @pytest.fixture
    def subject(self, address: GraphAddress, tmp_path: Path) -> FacebookChannel:
        return FacebookChannel(address, tmp_path)

    @pytest.fixture
    def photo(self, tmp_path: Path) -> str:
        Image.new("RGB", (40, 30), "orange").save(tmp_path / "1-ab.jpg")
        return "1-ab.jpg"

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

    def test_a_photo_and_its_text_stand_on_the_page_as_one_comment(
        self,
        subject: FacebookChannel,
        account: Page,
        target: Message,
        photo: str,
        world: World,
        tmp_path: Path,
        now: datetime,
    ) -> None:
        sent = subject.send(account, self.outgoing(target, photo=photo), now)
        (standing,) = world.comments_under(target.external_id)
        number = standing["id"].rsplit("_", 1)[-1]
        assert sent.external_id.rsplit("_", 1)[-1] == number
        page, _, post = standing["post"].partition("_")
        assert (
            f"/pictures/{number}.png" in requests.get(f"{world.base_url}/{page}/posts/{post}").text
        )
        shown = requests.get(f"{world.base_url}/pictures/{number}.png")
        assert shown.content == (tmp_path / photo).read_bytes()

    def test_a_photo_whose_file_is_gone_is_said_and_nothing_is_sent(
        self, subject: FacebookChannel, account: Page, target: Message, world: World, now: datetime
    ) -> None:
        with pytest.raises(SendError) as refused:
            subject.send(account, self.outgoing(target, photo="gone.jpg"), now)
        assert "ไม่พบไฟล์ภาพ" in str(refused.value.sentence)
        assert world.comments_under(target.external_id) == []
