"""Ask for a change on the Page itself; a job does it at once and reads back what came of it."""

from datetime import datetime

from crm.auth.models import User
from crm.auth.service import audit
from crm.db import db
from crm.errors import N_, Conflict, CrmError
from crm.pagelink.models import Act, ActState, Direction, Kind, Message, Moderation
from crm.pagelink.service.conversations import touch
from crm.pagelink.turns import take_turns


class NotThisOne(CrmError):
    """Only others' comments are hidden, only our own are changed."""

    sentence = N_("ทำกับข้อความนี้ไม่ได้ ซ่อนได้เฉพาะความคิดเห็นของผู้อื่น แก้หรือลบได้เฉพาะความคิดเห็นของเพจ")


class WhyHidden(CrmError):
    """Hiding what a citizen said is always given a reason."""

    sentence = N_("กรุณาเลือกเหตุผลที่ซ่อน")


class WordsMissing(CrmError):
    """A comment can't be emptied."""

    sentence = N_("กรุณาพิมพ์ข้อความที่จะแก้เป็น")


class StillAtIt(Conflict):
    """The last change to this comment isn't through yet."""

    sentence = N_("กำลังเปลี่ยนความคิดเห็นนี้บนเพจอยู่ กรุณารอสักครู่")


def ask(
    message: Message, act: Act, *, text: str = "", reason: str = "", by: User, now: datetime
) -> Moderation:
    """Want something done to a comment; raises NotThisOne, WhyHidden, WordsMissing, StillAtIt."""
    is_own = message.direction == Direction.OUT
    if message.kind != Kind.COMMENT or message.deleted_at or is_own != (act in OWN):
        raise NotThisOne
    if act == Act.HIDE and not reason.strip():
        raise WhyHidden
    if act == Act.EDIT and not text.strip():
        raise WordsMissing
    take_turns(message.page_id)
    live = db.session.query(Moderation).filter_by(message_id=message.id)
    if live.filter(Moderation.state.in_((ActState.QUEUED, ActState.DOING))).first():
        raise StillAtIt
    wish = Moderation(
        message_id=message.id,
        act=act,
        text=text.strip() if act == Act.EDIT else "",
        reason=reason.strip(),
        by_id=by.id,
        created_at=now,
    )
    db.session.add(wish)
    db.session.flush()
    touch(message.conversation, now)
    audit(f"asked_to_{act}", message, by=by, now=now, reason=wish.reason)
    return wish


OWN = (Act.EDIT, Act.DELETE)
