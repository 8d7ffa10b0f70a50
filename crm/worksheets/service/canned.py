"""Change the canned replies of the installation."""

from dataclasses import dataclass
from datetime import datetime

from crm.auth import service as auth
from crm.auth.models import User
from crm.db import db
from crm.errors import N_, Conflict
from crm.worksheets import queries
from crm.worksheets.canned import check_texts
from crm.worksheets.models import CannedReply


class SlugTaken(Conflict):
    """Another canned reply is called by this word already."""

    sentence = N_("มีข้อความสำเร็จรูปที่ใช้คำย่อนี้แล้ว กรุณาตั้งคำย่ออื่น")


@dataclass(frozen=True)
class CannedTexts:
    """What a canned reply is called and says; either form may be empty, not both."""

    title_th: str
    title_en: str
    private_text: str
    public_text: str


def add_canned_reply(slug: str, texts: CannedTexts, *, by: User, now: datetime) -> CannedReply:
    """Add one at the end; `slug` is what one types after `/`.

    Raises SlugTaken, and CannedTextRefused, naming each wrong word.
    """
    if queries.find_canned_reply(slug):
        raise SlugTaken
    last = max((reply.position for reply in queries.all_canned_replies()), default=0)
    reply = CannedReply(slug=slug, position=last + 1)
    _write(reply, texts)
    db.session.add(reply)
    db.session.flush()
    auth.audit("canned_reply_added", reply, by=by, now=now, slug=slug)
    return reply


def change_canned_reply(reply: CannedReply, texts: CannedTexts, *, by: User, now: datetime) -> None:
    """Give a canned reply new words; raises CannedTextRefused, naming each wrong one."""
    before = {"private_text": reply.private_text, "public_text": reply.public_text}
    _write(reply, texts)
    auth.audit("canned_reply_changed", reply, by=by, now=now, before=before)


def put_away_canned_reply(reply: CannedReply, *, active: bool, by: User, now: datetime) -> None:
    """Take a canned reply out of the composer's list, or (active) put it back."""
    reply.active = active
    auth.audit("canned_reply_active", reply, by=by, now=now, active=active)


def move_canned_reply(reply: CannedReply, places: int, *, by: User, now: datetime) -> None:
    """Move it up (-1) or down (+1) among those in use."""
    shown = queries.canned_replies()
    if reply not in shown:
        return
    to = min(max(shown.index(reply) + places, 0), len(shown) - 1)
    shown.remove(reply)
    shown.insert(to, reply)
    for position, each in enumerate(shown, start=1):
        each.position = position
    auth.audit("canned_reply_moved", reply, by=by, now=now, position=reply.position)


def _write(reply: CannedReply, texts: CannedTexts) -> None:
    private_text, public_text = (
        texts.private_text.strip() or None,
        texts.public_text.strip() or None,
    )
    avoided = [avoided.word for avoided in queries.forbidden_words()]
    check_texts(private_text, public_text, avoided)
    reply.title_th = texts.title_th.strip()
    reply.title_en = texts.title_en.strip() or reply.title_th
    reply.private_text, reply.public_text = private_text, public_text
