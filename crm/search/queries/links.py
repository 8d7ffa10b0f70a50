"""Where a pasted link leads: to a comment in its conversation, or to a post."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from crm.db import db
from crm.errors import N_
from crm.graph.links import Link, read_link
from crm.pagelink.models import Post
from crm.pagelink.queries import find_message
from crm.search.language import Problem

HIDDEN = N_(
    "ลิงก์แบบนี้ (pfbid หรือลิงก์ย่อ) ไม่มีเลขของโพสต์ จึงตามไปไม่ได้ "
    "กรุณาเปิดลิงก์แล้วคัดลอกลิงก์จากเวลาของความคิดเห็น หรือค้นด้วยคำในข้อความ"
)
UNKNOWN = N_("ยังไม่มีโพสต์หรือความคิดเห็นของลิงก์นี้ในระบบ")
NO_NUMBER = N_("ลิงก์นี้ไม่ได้ชี้ไปที่โพสต์หรือความคิดเห็น")


@dataclass(frozen=True)
class Asked:
    """A pasted link, and what to say if it leads nowhere."""

    link: Link
    problem: Problem


@dataclass(frozen=True)
class Linked:
    """What a link leads to."""

    kind: str
    id: int
    conversation_id: int | None
    text: str


def read(text: str) -> Asked | None:
    """The link that was pasted; None if the text is none."""
    link = read_link(text)
    if link is None:
        return None
    if link.comment or link.post:
        return Asked(link, Problem(UNKNOWN, {}))
    return Asked(link, Problem(HIDDEN if link.hidden else NO_NUMBER, {}))


def follow(asked: Asked) -> Linked | None:
    """The comment or the post that we know under the link's numbers."""
    link = asked.link
    message = find_message(link.comment) if link.comment else None
    if message is None and link.post:
        message = find_message(f"{link.owner}_{link.post}" if link.owner else link.post)
    if message is not None:
        return Linked("message", message.id, message.conversation_id, message.text)
    post = _post(link.post, link.owner) if link.post else None
    return Linked("post", post.id, None, post.text) if post else None


def _post(number: str, owner: str | None) -> Post | None:
    forms = [number, f"{owner}_{number}"]
    named = or_(Post.external_id.in_(forms), Post.external_id.endswith(f"_{number}"))
    return db.session.scalars(select(Post).where(named).order_by(Post.id).limit(1)).first()
