"""Whatever the order and however often news comes, the rows are the same at the end."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from crm.customers.models import Customer, Identity
from crm.db import db, transaction
from crm.pagelink.incoming import IncomingMessage, IncomingPost
from crm.pagelink.models import (
    AnswerState,
    Conversation,
    Direction,
    Message,
    Page,
    Post,
    Revision,
)
from tests.conftest import NOW
from tests.factories import (
    from_page,
    incoming_comment,
    incoming_post,
    incoming_private,
    make_page,
    take_in,
)

START = NOW - timedelta(hours=5)
Told = IncomingMessage | IncomingPost


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def history() -> list[Told]:
    """What happened on a Page in an afternoon, as polls and webhooks told of it."""
    root, reply, deep = "5550001_1", "5550001_2", "5550001_3"
    gone = {"text": None, "deleted": True, "origin": "webhook"}
    return [
        incoming_post(created_at=at(-60)),
        incoming_comment(external_id=root, created_at=at(0), text="ไฟดับ"),
        incoming_comment(external_id="444_1", created_at=at(0), observed_at=at(2), text="ไฟดับ"),
        incoming_comment(
            external_id=root, created_at=None, observed_at=at(3), text="ไฟดับ 3 ดวง", edited=True
        ),
        incoming_comment(
            external_id=reply,
            parent_external_id=root,
            created_at=at(4),
            author_external_id="7002",
            author_name="บุญมี",
        ),
        from_page(incoming_comment, external_id=deep, parent_external_id=root, created_at=at(6)),
        incoming_comment(external_id="1_4", parent_external_id=reply, created_at=at(7)),
        incoming_comment(external_id="1_5", created_at=at(8)),
        incoming_comment(external_id="1_5", created_at=None, observed_at=at(9.5), **gone),
        incoming_comment(external_id="1_6", created_at=at(10), hidden=False, observed_at=at(11)),
        incoming_comment(
            external_id="1_6", created_at=None, observed_at=at(12), text=None, hidden=True
        ),
        incoming_post(
            external_id="111222333_77",
            by_visitor=True,
            author_external_id="7003",
            author_name="มานี",
            created_at=at(1),
        ),
        incoming_comment(external_id="77_8", post_external_id="111222333_77", created_at=at(13)),
        from_page(
            incoming_comment,
            external_id="77_9",
            post_external_id="111222333_77",
            created_at=at(14),
        ),
        incoming_private(external_id="m_1", created_at=at(15)),
        from_page(incoming_private, external_id="m_2", created_at=at(16)),
        incoming_private(external_id="m_3", created_at=at(17)),
        incoming_private(
            external_id="m_3", created_at=None, observed_at=at(18.5), text="แก้แล้ว", edited=True
        ),
        incoming_comment(external_id="1_10", created_at=at(-60 * 24 * 60)),
    ]


def rows() -> dict[str, Any]:
    """All that was stored, without ids and times of arrival."""
    messages = (
        select(
            Message.kind,
            Message.key,
            Message.external_id,
            Message.parent_external_id,
            Message.direction,
            Message.text,
            Message.search_text,
            Message.created_at,
            Message.observed_at,
            Message.deleted_at,
            Message.hidden_at,
            Message.edited_at,
            Message.answer_state,
            Message.answer_reason,
            Message.answered_at,
            Message.page_wrote_at,
            Identity.channel,
            Identity.external_id,
            Conversation.kind,
            Conversation.key,
            Post.external_id,
        )
        .select_from(Message)
        .join(Conversation, Message.conversation_id == Conversation.id)
        .outerjoin(Identity, Message.identity_id == Identity.id)
        .outerjoin(Post, Message.post_id == Post.id)
    )
    conversations = select(
        Conversation.kind,
        Conversation.key,
        Conversation.permalink,
        Conversation.waiting_since,
        Conversation.last_inbound_at,
        Conversation.last_message_at,
    )
    posts = select(Post.external_id, Post.by_visitor, Post.is_stub, Post.text, Post.created_at)
    revisions = select(Message.key, Revision.text, Revision.observed_at).join(Message)
    tables = {"m": messages, "c": conversations, "p": posts, "r": revisions}
    found = {
        name: sorted(map(repr, (tuple(row) for row in db.session.execute(query))))
        for name, query in tables.items()
    }
    db.session.rollback()
    return found


def empty() -> None:
    with transaction():
        db.session.execute(update(Message).values(answered_by_message_id=None))
        for table in (Revision, Message, Conversation, Post, Identity, Customer):
            db.session.execute(delete(table))


def take_in_batches(page: Page, told: Sequence[Told], size: int) -> None:
    for start in range(0, len(told), size):
        take_in(page, *told[start : start + size])


@pytest.fixture
def page(app: Flask) -> Page:
    return make_page()


def test_any_order_and_any_repetition_give_the_same_rows(page: Page) -> None:
    take_in_batches(page, history(), 200)
    expected = rows()

    @settings(
        max_examples=12,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        order=st.permutations(range(len(history()))),
        again=st.lists(st.integers(0, len(history()) - 1), max_size=8),
        size=st.sampled_from([1, 3, 200]),
    )
    def check(order: list[int], again: list[int], size: int) -> None:
        empty()
        told = history()
        take_in_batches(page, [told[number] for number in order + again], size)
        assert rows() == expected

    check()


def test_the_ledger_balances(page: Page) -> None:
    take_in_batches(page, history(), 3)
    states = {(row.key, row.answer_state, row.answer_reason) for row in db.session.query(Message)}
    assert states == {
        ("1", AnswerState.ANSWERED_ELSEWHERE, None),
        ("2", AnswerState.OPEN, None),
        ("3", None, None),
        ("4", AnswerState.OPEN, None),
        ("5", AnswerState.NEEDS_NONE, "withdrawn"),
        ("6", AnswerState.OPEN, None),
        ("111222333_77", AnswerState.ANSWERED_ELSEWHERE, None),
        ("8", AnswerState.OPEN, None),
        ("9", None, None),
        ("m_1", AnswerState.ANSWERED_ELSEWHERE, None),
        ("m_2", None, None),
        ("m_3", AnswerState.OPEN, None),
        ("10", AnswerState.NEEDS_NONE, "before_start"),
    }
    inbound = db.session.query(Message).filter_by(direction=Direction.IN)
    assert all(row.answer_state for row in inbound)
    wrote_after = db.session.query(Message).filter_by(key="2").one().page_wrote_at
    assert wrote_after == at(6)
    for conversation in db.session.query(Conversation):
        waiting = inbound.filter_by(conversation_id=conversation.id, answer_state=AnswerState.OPEN)
        assert conversation.waiting_since == min((row.created_at for row in waiting), default=None)
