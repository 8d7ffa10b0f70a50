"""Whether a text may go out over a route, checked before it is stored."""

import re
from datetime import datetime

from crm.db import db
from crm.errors import N_, Conflict, CrmError
from crm.pagelink import channels
from crm.pagelink.channels import Rung
from crm.pagelink.incoming import message_key
from crm.pagelink.models import Kind, Message, Route
from crm.pagelink.queries.known import has_live_private_reply
from crm.pagelink.receive.intake import clean_text

SIGNED_LINK = re.compile(r"/c/[^/\s]+/(pin|status|details|survey)\b")
DEEPEST_NESTING = 10


class EmptyText(CrmError):
    """A reply without a word."""

    sentence = N_("กรุณาพิมพ์ข้อความก่อนส่ง")


class BrokenText(CrmError):
    """A text with what no database takes: NUL, or half of a surrogate pair."""

    sentence = N_("ข้อความมีอักขระที่ส่งไม่ได้ กรุณาพิมพ์ใหม่โดยไม่คัดลอกมา")


class TooLong(CrmError):
    """A text that the route doesn't take; it is never split."""

    sentence = N_("ข้อความยาวเกินกำหนด ช่องทางนี้รับได้ไม่เกิน %(longest)s ตัวอักษร กรุณาย่อข้อความ")


class NoRouteLeft(CrmError):
    """The channel allows no answer to this message any more."""

    sentence = N_("ตอบทางเพจไม่ได้แล้ว กรุณาแจ้งผู้ใช้บริการทางโทรศัพท์หรือช่องทางอื่น")


class RouteClosed(CrmError):
    """The chosen route isn't open for this message (any more)."""

    sentence = N_("ช่องทางที่เลือกใช้ไม่ได้แล้ว กรุณาเลือกช่องทางอื่น")


class AlreadyReplied(Conflict):
    """The one private reply to a comment is taken."""

    sentence = N_("ความคิดเห็นนี้ตอบทางข้อความส่วนตัวไปแล้ว ตอบได้เพียงครั้งเดียว")


class PrivateLinkInPublic(CrmError):
    """A text with somebody's signed link, about to be seen by all."""

    sentence = N_("ข้อความนี้มีลิงก์ส่วนตัวของผู้ใช้บริการ จึงส่งแบบสาธารณะไม่ได้")


class NoPhotoThere(CrmError):
    """A photo on a route that takes text only."""

    sentence = N_("ช่องทางนี้ส่งภาพไปพร้อมข้อความไม่ได้ กรุณาส่งเฉพาะข้อความ")


def has_signed_link(text: str) -> bool:
    """Whether a text holds a link that opens somebody's own pages."""
    return bool(SIGNED_LINK.search(text))


def check(
    target: Message,
    text: str,
    route: Route | None,
    *,
    by_software: bool,
    photo: str | None = None,
    now: datetime,
) -> Rung:
    """The rung over which `text` may go to `target` (no route: the best); raises what forbids."""
    if not text.strip():
        raise EmptyText
    if clean_text(text) != text:
        raise BrokenText
    channel = channels.get(target.page.channel)
    rungs = channel.rungs(target.conversation, target, now, by_software=by_software)
    rung = rungs[0] if rungs and route is None else _chosen(rungs, route, target)
    if rung.public and has_signed_link(text):
        raise PrivateLinkInPublic
    if photo and not rung.takes_photo:
        raise NoPhotoThere
    if channel.length(text, rung.route) > rung.longest:
        raise TooLong(longest=rung.longest)
    return rung


def _chosen(rungs: list[Rung], route: Route | None, target: Message) -> Rung:
    for rung in rungs:
        if rung.route == route:
            return rung
    if route == Route.PRIVATE_REPLY and has_live_private_reply(target.id):
        raise AlreadyReplied
    raise RouteClosed if rungs else NoRouteLeft


def posted_to(target: Message, route: Route) -> str:
    """The external id of what a reply is really posted to: the person in private, and in public
    the top-level comment, since answers to a nested comment stand under its parent."""
    if route in (Route.MESSAGE, Route.HUMAN_AGENT):
        return target.conversation.key
    if route == Route.PRIVATE_REPLY or target.kind != Kind.COMMENT:
        return target.external_id
    return _top_level(target)


def _top_level(comment: Message) -> str:
    external_id, parent = comment.external_id, comment.parent_external_id
    for _level in range(DEEPEST_NESTING):
        if parent is None:
            break
        key = message_key(Kind.COMMENT, parent)
        query = db.session.query(Message).filter_by(page_id=comment.page_id, kind=Kind.COMMENT)
        elder = query.filter_by(key=key).one_or_none()
        external_id = elder.external_id if elder else parent
        parent = elder.parent_external_id if elder else None
    return external_id
