"""The fake channel keeps the contract, so that what is proven with it holds for a real one."""

from datetime import datetime

import pytest

from crm.pagelink.channels import Outgoing, SendErrorKind
from crm.pagelink.models import Message, Page
from tests.factories import make_comment
from tests.pagelink.channel_contract import ChannelContract
from tests.pagelink.fake_channel import FakeChannel


class TestFakeChannel(ChannelContract):
    """The contract, on the fake."""

    @pytest.fixture
    def subject(self, channel: FakeChannel) -> FakeChannel:
        return channel

    @pytest.fixture
    def photo(self) -> str:
        return "1-ab.jpg"

    @pytest.fixture
    def account(self, page: Page) -> Page:
        return page

    @pytest.fixture
    def target(self, page: Page, now: datetime) -> Message:
        return make_comment(page)

    @pytest.fixture
    def refused(self, channel: FakeChannel, target: Message) -> Outgoing:
        channel.failures = [SendErrorKind.GONE]
        return self.outgoing(target)
