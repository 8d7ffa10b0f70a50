"""What colleagues did with one conversation and its cases, newest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, cast, or_, select
from sqlalchemy.orm import joinedload

from crm.auth.models import AuditEntry, User
from crm.db import db
from crm.pagelink.models import Conversation, Message
from crm.worksheets import queries as cases
from crm.worksheets.models import Worksheet, WorksheetEvent, WorksheetMessage
from crm.worksheets.queries import visible_to

MOST = 60
OF_A_TALK = ("assigned", "snoozed", "escalated", "opening_undone", "restricted")
OF_A_MESSAGE = ("needs_none", "needs_none_undone", "message_reopened")


@dataclass(frozen=True)
class Act:
    """One thing that was done; `by` None: the software or the citizen. What `about` is depends on
    `kind`: of an assignment the name, of a tag the tag, of a step of a case the event, else the
    detail of the log.
    """

    at: datetime
    by: str | None
    kind: str
    about: Any = None


def activity(conversation: Conversation, user: User) -> list[Act]:
    """The newest acts that this person may know of."""
    acts = [*_logged(conversation), *_tagged(conversation), *_steps(conversation, user)]
    return sorted(acts, key=lambda act: act.at, reverse=True)[:MOST]


def _logged(conversation: Conversation) -> Iterator[Act]:
    said = select(cast(Message.id, String)).where(Message.conversation_id == conversation.id)
    about_it = or_(
        and_(
            AuditEntry.subject_type == "conversation",
            AuditEntry.subject_id == str(conversation.id),
            AuditEntry.action.in_(OF_A_TALK),
        ),
        and_(
            AuditEntry.subject_type == "message",
            AuditEntry.subject_id.in_(said),
            AuditEntry.action.in_(OF_A_MESSAGE),
        ),
    )
    newest = select(AuditEntry).where(about_it).options(joinedload(AuditEntry.user))
    entries = db.session.scalars(newest.order_by(AuditEntry.id.desc()).limit(MOST)).all()
    names = _names(entry.detail.get("to") for entry in entries if entry.action == "assigned")
    known = set()
    for entry in entries:
        act = (entry.at, entry.user_id, entry.action)
        if act in known:
            continue
        known.add(act)
        is_given = entry.action == "assigned"
        about = names.get(entry.detail.get("to")) if is_given else entry.detail
        yield Act(entry.at, entry.user.name if entry.user else None, entry.action, about)


def _names(ids: Iterable[Any]) -> dict[Any, str]:
    wanted = [each for each in ids if each]
    found = select(User.id, User.name).where(User.id.in_(wanted))
    return {row.id: row.name for row in db.session.execute(found)}


def _tagged(conversation: Conversation) -> Iterator[Act]:
    """Tags that people set; those that a case sets are told by its steps."""
    marks = [each for each in cases.tag_history(conversation.id) if each.worksheet_id is None]
    names = _names(each for mark in marks for each in (mark.set_by_id, mark.unset_by_id))
    for mark in marks:
        yield Act(mark.set_at, names.get(mark.set_by_id), "tagged", mark.tag)
        if mark.unset_at:
            yield Act(mark.unset_at, names.get(mark.unset_by_id), "untagged", mark.tag)


def _steps(conversation: Conversation, user: User) -> Iterator[Act]:
    on_it = (
        select(WorksheetMessage.worksheet_id)
        .join(Message, Message.id == WorksheetMessage.message_id)
        .where(Message.conversation_id == conversation.id)
    )
    seen = select(Worksheet.id, Worksheet.number).where(Worksheet.id.in_(on_it), visible_to(user))
    sheets = {row.id: row.number for row in db.session.execute(seen)}
    steps = (
        select(WorksheetEvent)
        .where(WorksheetEvent.worksheet_id.in_(sheets))
        .options(joinedload(WorksheetEvent.by))
        .order_by(WorksheetEvent.id.desc())
        .limit(MOST)
    )
    for event in db.session.scalars(steps):
        number = sheets[event.worksheet_id]
        yield Act(event.at, event.by.name if event.by else None, "step", (event, number))
