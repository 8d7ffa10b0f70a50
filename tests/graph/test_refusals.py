"""Row by row of Meta's table of errors: what becomes of a reply, and which sentence says it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from crm import clock
from crm.db import db
from crm.graph.channel import NO_ANSWER, FacebookChannel
from crm.graph.client import GraphAddress
from crm.graph.errors import SENTENCES, ErrorClass
from crm.pagelink import channels, outbox
from crm.pagelink.models import Health, Page, Reply, ReplyState, Route
from tests.factories import make_comment, make_page
from tests.graph.fake_facebook import FakeFacebook, Told, error
from tests.pagelink.test_queueing import queue

TABLE = {
    (ErrorClass.TRANSIENT, ReplyState.UNKNOWN): "1 2 -1 -2 341 1/1357046",
    (ErrorClass.RATE, ReplyState.QUEUED): "4 17 32 613 80001 80006",
    (ErrorClass.TOKEN, ReplyState.QUEUED): "190 102 190/463",
    (ErrorClass.PERMISSION, ReplyState.FAILED): "3 10 200 230 283 2018247 1705",
    (ErrorClass.GONE, ReplyState.FAILED): "100/33 803 21 9000001",
    (ErrorClass.WINDOW, ReplyState.FAILED): (
        "10/2018278 10/2534022 10/2018065 551 200/1545041 10/2018108 100/2018001 10900"
    ),
    (ErrorClass.POLICY, ReplyState.FAILED): "368 10/1893063 613/2018338 2022",
    (ErrorClass.DUPLICATE, ReplyState.FAILED): "506",
    (ErrorClass.TOO_MUCH, ReplyState.FAILED): "-3",
    (ErrorClass.BUG, ReplyState.FAILED): "100 100/2018109 100/2018008 2500",
}
ROWS = [(code, *fate) for fate, codes in TABLE.items() for code in codes.split()]


@pytest.fixture
def reply(app: Flask, facebook: FakeFacebook) -> Iterator[Reply]:
    """A public reply that waits to be sent to the fake Facebook."""
    channels.register(
        "facebook", FacebookChannel(GraphAddress(facebook.url, "v25.0"), Path("photos"))
    )
    page = make_page(token="t")
    make_page("444555666", token="t")
    yield queue(make_comment(page).conversation, clock.now(), route=Route.COMMENT)


@pytest.mark.parametrize(("code", "error_class", "state"), ROWS)
def test_each_error_has_one_fate_and_one_sentence(
    reply: Reply, facebook: FakeFacebook, code: str, error_class: ErrorClass, state: ReplyState
) -> None:
    number, _, subcode = code.partition("/")
    facebook.tell(Told(error(int(number), int(subcode) if subcode else None), 400))
    outbox.send_due(clock.now())
    db.session.rollback()
    expected = NO_ANSWER if state == ReplyState.UNKNOWN else SENTENCES[error_class]
    assert (reply.state, reply.error) == (state, expected)
    page = db.session.get_one(Page, reply.page_id)
    assert (page.health == Health.TOKEN) == (error_class is ErrorClass.TOKEN)
    stopped = [one.external_id for one in db.session.query(Page) if one.sending_stopped_at]
    assert len(stopped) == (2 if error_class is ErrorClass.POLICY else 0)
    assert len(facebook.asked) == 1
