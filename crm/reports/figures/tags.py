"""Totals by tag: how many contacts got it in the month, and how many carry it now."""

from typing import Any

from sqlalchemy import Select, select

from crm.db import db
from crm.errors import N_
from crm.pagelink.models import Conversation
from crm.reports.figures.figure import Count, Subject
from crm.reports.figures.period import Period
from crm.worksheets.models import ConversationTag, Tag, TagKind

KIND_ORDER = list(TagKind)


def _tagged(period: Period) -> Select[Any]:
    return (
        select(ConversationTag.conversation_id.label("id"), Tag.slug.label("part"))
        .join(Tag, Tag.id == ConversationTag.tag_id)
        .join(Conversation, Conversation.id == ConversationTag.conversation_id)
        .where(period.on_page(Conversation.page_id))
    )


def _ever(period: Period) -> Select[Any]:
    return _tagged(period).where(period.covers(ConversationTag.set_at))


def _now(period: Period) -> Select[Any]:
    return _tagged(period).where(ConversationTag.unset_at.is_(None))


TAGS_EVER = Count(
    "tags_ever",
    N_("ยอดแท็กในเดือน"),
    N_("ผู้ติดต่อที่ได้รับแท็กนี้ในเดือนนี้ แม้ถอดออกภายหลัง ผู้ติดต่อหนึ่งรายอาจมีหลายแท็ก"),
    Subject.CONVERSATIONS,
    _ever,
    {},
)
TAGS_NOW = Count(
    "tags_now",
    N_("ยอดแท็กปัจจุบัน"),
    N_("ผู้ติดต่อที่มีแท็กนี้อยู่ในขณะออกรายงาน ไม่ว่าจะติดแท็กเดือนใด"),
    Subject.CONVERSATIONS,
    _now,
    {},
)


def all_tags() -> list[Tag]:
    """Every tag, by kind and then in its own order."""
    found = db.session.scalars(select(Tag).order_by(Tag.position, Tag.id))
    return sorted(found, key=lambda tag: KIND_ORDER.index(TagKind(tag.kind)))
