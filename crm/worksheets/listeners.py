"""Keeps the cases' books when pagelink says that something arrived or was sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, update
from sqlalchemy.orm import aliased

from crm.customers import events as customer_events
from crm.customers.models import Identity, Merge
from crm.customers.service import Erasure
from crm.db import db
from crm.pagelink import events
from crm.pagelink.models import Page, Reply
from crm.pagelink.service.erasing import ErasedWords
from crm.worksheets import service
from crm.worksheets.models import ConversationTag, Escalation, WorksheetProposal


def listen() -> None:
    """Connect; called once by wiring."""
    events.reply_sent.connect(_note_sent)
    events.messages_received.connect(_note_answered)
    events.conversations_merged.connect(_follow_conversation)
    customer_events.customers_merged.connect(_follow_customer)
    customer_events.customers_unmerged.connect(_return_to_customer)
    customer_events.identity_parted.connect(_follow_identity)
    events.messages_erased.connect(_erase_reporter)


def _note_sent(reply: Reply, *, now: datetime, **_: Any) -> None:
    service.note_sent(reply, now=now)


def _note_answered(_page: Page, *, messages: list[int], **_: Any) -> None:
    service.note_answered(messages)


def _follow_customer(merge: Merge, *, now: datetime, **_: Any) -> None:
    service.follow_customer(merge, now=now)


def _return_to_customer(merge: Merge, *, now: datetime, **_: Any) -> None:
    service.return_to_customer(merge, now=now)


def _follow_identity(identity: Identity, *, old: int, now: datetime, **_: Any) -> None:
    service.follow_identity(identity, old=old, now=now)


def _erase_reporter(erasure: Erasure, *, erased: ErasedWords, **_: Any) -> None:
    service.erase_reporter(erasure, erased)


def _follow_conversation(_page: Page, *, kept: int, absorbed: int, **_: Any) -> None:
    """Two conversations were one: a tag that stands on both stands on once, and ended at that."""
    other = aliased(ConversationTag)
    twice = exists().where(
        other.conversation_id == kept,
        other.tag_id == ConversationTag.tag_id,
        other.worksheet_id.is_not_distinct_from(ConversationTag.worksheet_id),
        other.unset_at.is_(None),
    )
    theirs = ConversationTag.conversation_id == absorbed
    db.session.execute(
        update(ConversationTag)
        .where(theirs, ConversationTag.unset_at.is_(None), twice)
        .values(unset_at=ConversationTag.set_at)
    )
    for table in (ConversationTag, Escalation, WorksheetProposal):
        db.session.execute(
            update(table).where(table.conversation_id == absorbed).values(conversation_id=kept)
        )
