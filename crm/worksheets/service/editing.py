"""Give a case to somebody, and put right what it says."""

from collections.abc import Sequence
from datetime import datetime

from crm.auth.models import User
from crm.pagelink import service as pagelink
from crm.worksheets import queries
from crm.worksheets.models import Tag, Worksheet
from crm.worksheets.service.history import keep_closed, record
from crm.worksheets.service.tags import set_tag, unset_tag


def assign(sheet: Worksheet, *, to: User | None, by: User, now: datetime) -> None:
    """Make somebody responsible for a case (เจ้าของเรื่อง), or nobody.

    Whoever works on a restricted case is let into its conversations by that.
    """
    wanted = to.id if to else None
    if sheet.assignee_id == wanted:
        return
    before = sheet.assignee.name if sheet.assignee else None
    sheet.assignee = to
    if sheet.restricted and to:
        for conversation in queries.conversations_of(sheet):
            pagelink.assign(conversation, to=to, by=by, now=now)
    record(sheet, "assigned", by=by, now=now, old=before, new=to.name if to else None)


def describe(
    sheet: Worksheet,
    *,
    title: str,
    category: Tag | None,
    topics: Sequence[Tag],
    by: User,
    now: datetime,
) -> None:
    """Say what a case is about; a restricted topic restricts the case."""
    sheet.title = title.strip()
    sheet.category = category
    sheet.topics = list(topics)
    sheet.restricted = sheet.restricted or any(topic.restricted for topic in topics)
    keep_closed(sheet, by=by, now=now)
    record(sheet, "described", by=by, now=now, new=" · ".join(topic.slug for topic in topics))


def set_urgent(sheet: Worksheet, urgent: bool, *, by: User | None, now: datetime) -> None:
    """Say whether a case is urgent; its conversations stand above the others then."""
    if sheet.urgent != urgent:
        sheet.urgent = urgent
        record(sheet, "urgent", by=by, now=now, new=urgent)
        change = set_tag if urgent else unset_tag
        for conversation in queries.conversations_of(sheet):
            change(conversation, queries.get_tag("urgent"), by=by, now=now)
