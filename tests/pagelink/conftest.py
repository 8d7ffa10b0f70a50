"""A fake channel in place of Facebook, for a Page that answers on it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from crm.pagelink import channels
from crm.pagelink.models import Page
from tests.factories import make_page
from tests.pagelink.fake_channel import FakeChannel


@pytest.fixture
def channel(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeChannel]:
    """The fake, registered as Facebook for one test."""
    monkeypatch.setattr(channels, "_channels", {})
    fake = FakeChannel()
    channels.register("facebook", fake)
    yield fake


@pytest.fixture
def page(channel: FakeChannel) -> Page:
    """A Page without a pause between public replies."""
    return make_page(reply_seconds=0)
