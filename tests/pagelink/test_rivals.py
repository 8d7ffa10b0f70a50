"""Several who work on the same replies at the same moment, on each database."""

import time
from datetime import datetime, timedelta

from crm import jobs
from crm.auth import service as auth
from crm.auth.models import ApiToken
from crm.db import db, transaction
from crm.pagelink import events, outbox
from crm.pagelink.channels import SendError, SendErrorKind, Sent
from crm.pagelink.models import Conversation, Page, Reply, ReplyState, Route
from crm.pagelink.outbox import outcomes
from crm.pagelink.outbox.claiming import Due, claim_to_send
from tests.factories import make_comment, make_page
from tests.pagelink.fake_channel import FakeChannel
from tests.pagelink.test_queueing import queue

SECOND = timedelta(seconds=1)


def test_rival_workers_send_each_reply_once(
    page: Page, channel: FakeChannel, now: datetime
) -> None:
    texts = [f"เรื่องที่ {number}" for number in range(8)]
    for text in texts:
        queue(make_comment(page).conversation, now, route=Route.COMMENT, text=text)
    db.session.rollback()
    jobs.side_by_side(lambda _: outbox.send_due(now), range(4), at_once=4)
    assert sorted(channel.texts) == texts


def test_one_key_on_two_pages_at_once_is_one_reply_and_a_conflict(
    page: Page, now: datetime
) -> None:
    other = make_page("444555666")
    talks = [make_comment(one).conversation_id for one in (page, other)]
    with transaction():
        secret = auth.add_token("อื่น", scope="write", by=None, now=now)
        token = auth.find_token(secret)
    assert token is not None
    number = token.id
    db.session.rollback()

    def call(talk: int) -> str:
        try:
            with transaction() as session:
                outbox.queue(
                    session.get_one(Conversation, talk),
                    text="ค่ะ",
                    by=session.get_one(ApiToken, number),
                    idempotency_key="k",
                    now=now,
                )
        except outbox.IdempotencyConflict:
            return "conflict"
        return "queued"

    def dawdle(_reply: Reply, now: datetime) -> None:
        time.sleep(0.3)

    with events.reply_queued.connected_to(dawdle):
        outcomes_of_both = jobs.side_by_side(call, talks, at_once=2)
    assert sorted(outcomes_of_both) == ["conflict", "queued"]


def test_a_refusal_that_comes_after_its_lease_counts_no_more(
    page: Page, channel: FakeChannel, now: datetime
) -> None:
    """Else a reply that another worker is just sending would be queued once more."""
    reply = queue(make_comment(page).conversation, now, route=Route.COMMENT)
    with transaction():
        stalled = claim_to_send(page.id, now, Due(disregards_next_try=False))
    assert stalled is not None
    states = []

    def wake(_sent: Sent) -> None:
        refusal = SendError(SendErrorKind.TRANSIENT, "ส่งไม่ได้")
        with transaction() as session:
            outcomes.record_refusal(stalled.outgoing, refusal, now + 90 * SECOND)
            states.append(session.get_one(Reply, reply.id).state)

    channel.meanwhile = wake
    for seconds in (61, 90):
        outbox.send_due(now + seconds * SECOND)
    assert states == [ReplyState.SENDING]
    assert channel.texts == ["ขอบคุณค่ะ"]
