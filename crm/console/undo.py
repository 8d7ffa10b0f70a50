"""Take back one's own last act: all that one person did at one moment, however many it touched."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from crm.auth import queries as staff
from crm.auth.models import AuditEntry, User
from crm.db import db
from crm.errors import N_, Conflict
from crm.maps import service as maps
from crm.pagelink import outbox
from crm.pagelink import service as pagelink
from crm.pagelink.models import Conversation, Message, Reply, ReplyState
from crm.worksheets import queries as cases
from crm.worksheets import service as worksheets

UNDOABLE_FOR = timedelta(minutes=10)


class NothingToUndo(Conflict):
    """It was undone before, changed by somebody since, or has left already."""

    sentence = N_("เลิกทำไม่ได้แล้ว เพราะรายการนี้มีการเปลี่ยนแปลงหลังจากนั้น หรือข้อความส่งออกไปแล้ว")


class TooLongAgo(Conflict):
    """Only what was done a moment ago can be taken back by one key."""

    sentence = N_("เลิกทำได้ภายใน %(n)s นาทีเท่านั้น กรุณาแก้ไขที่รายการโดยตรง")


@dataclass
class Undone:
    """Where something was taken back, conversations and cases, and how many replies had left."""

    conversations: set[int] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    left: int = 0


def undo(at: datetime, *, by: User, now: datetime) -> Undone:
    """Take back what `by` did at that moment; raises TooLongAgo and NothingToUndo.

    Each part only if nobody has changed it since; a reply only while it is queued.
    """
    if not now - UNDOABLE_FOR <= at <= now:
        raise TooLongAgo(n=UNDOABLE_FOR.seconds // 60)
    undone = Undone()
    _take_back_replies(undone, at, by, now)
    _take_back_marks(undone, staff.acts_of(by, at), at, by, now)
    _take_back_cases(undone, at, by, now)
    if not undone.conversations and not undone.cases:
        raise NothingToUndo
    return undone


def _take_back_replies(undone: Undone, at: datetime, by: User, now: datetime) -> None:
    written = select(Reply).where(Reply.created_at == at, Reply.written_by_id == by.id)
    for reply in db.session.scalars(written).all():
        if reply.state == ReplyState.CANCELLED:
            continue
        try:
            outbox.cancel(reply, by=by, now=now)
        except outbox.TooLate:
            undone.left += 1
        else:
            undone.conversations.add(reply.conversation_id)


def _take_back_marks(
    undone: Undone, acts: Sequence[AuditEntry], at: datetime, by: User, now: datetime
) -> None:
    decided = [int(act.subject_id) for act in acts if act.action == "needs_none"]
    messages = db.session.scalars(select(Message).where(Message.id.in_(decided))).all()
    opened = pagelink.undo_needs_none(messages, decided_at=at, by=by, now=now)
    undone.conversations.update(message.conversation_id for message in opened)
    for act in acts:
        if act.action in ("assigned", "snoozed") and _taken_back(act, by, now):
            undone.conversations.add(int(act.subject_id))


def _take_back_cases(undone: Undone, at: datetime, by: User, now: datetime) -> None:
    opened = worksheets.undo_openings(at=at, by=by, now=now)
    if opened:
        maps.undo_guesses(at=at, by=by)
    undone.conversations.update(opened)
    for step in (worksheets.undo_proposals, worksheets.undo_tags):
        undone.conversations.update(step(at=at, by=by, now=now))
    for take_back in (worksheets.undo_stages, worksheets.undo_closing):
        for sheet in take_back(at=at, by=by, now=now):
            undone.cases.add(sheet.number)
            undone.conversations.update(talk.id for talk in cases.conversations_of(sheet))


def _taken_back(act: AuditEntry, by: User, now: datetime) -> bool:
    conversation = db.session.get_one(Conversation, int(act.subject_id))
    before = act.detail["before"]
    if act.action == "assigned":
        back_to = staff.get_user(before) if before else None
        given_to = act.detail["to"]
        return pagelink.undo_assign(
            conversation, given_to=given_to, back_to=back_to, by=by, now=now
        )
    until, back_to_time = _moment(act.detail["until"]), _moment(before)
    return pagelink.undo_snooze(conversation, until=until, back_to=back_to_time, by=by, now=now)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
