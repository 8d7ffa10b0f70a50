"""Matches what the Page wrote with the replies of the outbox, those in doubt first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from crm.customers.models import Identity
from crm.db import db
from crm.pagelink import fate
from crm.pagelink.channels import SendErrorKind
from crm.pagelink.incoming import IncomingMessage, key_of, message_key
from crm.pagelink.models import Direction, Kind, Message, Page, Reply, ReplyState, Route
from crm.pagelink.queries.known import has_live_private_reply
from crm.pagelink.receive.intake import Key
from crm.pagelink.receive.merging import Stored

CLOCKS_DIFFER = timedelta(seconds=60)
LATEST_NEWS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reply of which nobody knows yet under which id it stands on the Page."""

    reply: Reply
    author_number: str | None


def marker(reply_id: int) -> str:
    """What is sent along with a reply where a channel gives it back in the echo."""
    return f"rongtook:{reply_id}"


def match_replies(
    page: Page,
    news: Mapping[Key, Sequence[IncomingMessage]],
    rows: Mapping[Key, Stored],
    ids: Mapping[Key, int],
    now: datetime,
) -> set[int]:
    """Bind new messages of the Page's own to the replies that they are, and give the ids of the
    conversations whose ledger this moves."""
    outbound = [key for key, row in rows.items() if row.direction == Direction.OUT and key in news]
    candidates = _candidates(page, now) if outbound else []
    touched = set()
    for key in sorted(outbound, key=lambda key: (rows[key].created_at, key)):
        found = _find(candidates, news[key], rows[key])
        if found is None:
            continue
        candidates.remove(found)
        fate.arrived(found.reply, db.session.get_one(Message, ids[key]), now=now)
        touched.add(found.reply.conversation_id)
    return touched


def _candidates(page: Page, now: datetime) -> list[Candidate]:
    """Few: what is sent binds itself at once, so this is what is in flight or in doubt."""
    target = Message
    query = (
        select(Reply, Identity.external_id)
        .join(target, Reply.target_message_id == target.id)
        .outerjoin(Identity, target.identity_id == Identity.id)
        .where(Reply.page_id == page.id, Reply.sent_message_id.is_(None), _may_stand(now))
        .order_by(Reply.attempted_at, Reply.id)
    )
    found = db.session.execute(query).all()
    return [Candidate(reply, number) for reply, number in found if not _is_replaced(reply)]


def _may_stand(now: datetime) -> ColumnElement[bool]:
    """Also what was given up since nobody could see whether it had arrived, for a day."""
    return or_(
        Reply.state.in_((ReplyState.SENDING, ReplyState.UNKNOWN, ReplyState.SENT)),
        and_(Reply.state == ReplyState.QUEUED, Reply.attempted_at.is_not(None)),
        and_(
            Reply.state == ReplyState.FAILED,
            Reply.error_class == SendErrorKind.DOUBT,
            Reply.doubted_at > now - LATEST_NEWS,
        ),
    )


def _is_replaced(reply: Reply) -> bool:
    """Whether another private reply stands in place of a failed one, since there is one only."""
    is_once_only = reply.state == ReplyState.FAILED and reply.route == Route.PRIVATE_REPLY
    return is_once_only and has_live_private_reply(reply.target_message_id)


def _find(
    candidates: Sequence[Candidate], told: Sequence[IncomingMessage], row: Stored
) -> Candidate | None:
    """By its id, else by the marker in the echo, else by place, text and time."""
    markers = {one.reply_marker for one in told if one.reply_marker}
    by_id = (one for one in candidates if _has_id(one.reply, row))
    by_marker = (one for one in candidates if _has_marker(one.reply, markers))
    alike = (one for one in candidates if not markers and _is_alike(one, told, row))
    return next((one for group in (by_id, by_marker, alike) for one in group), None)


def _has_id(reply: Reply, row: Stored) -> bool:
    number = reply.external_id
    return number is not None and message_key(row.kind, number) == row.key


def _has_marker(reply: Reply, markers: set[str]) -> bool:
    return reply.external_id is None and marker(reply.id) in markers


def _is_alike(candidate: Candidate, told: Sequence[IncomingMessage], row: Stored) -> bool:
    reply = candidate.reply
    if reply.external_id or reply.attempted_at is None:
        return False
    is_since = row.created_at + CLOCKS_DIFFER >= reply.attempted_at
    return is_since and _same_words(reply.text, row.text) and _same_place(candidate, told, row)


def _same_words(one: str, other: str) -> bool:
    """Facebook trims texts and changes line ends."""
    return one.split() == other.split()


def _same_place(candidate: Candidate, told: Sequence[IncomingMessage], row: Stored) -> bool:
    target = candidate.reply.target_external_id
    if candidate.reply.route != Route.COMMENT:
        is_private_reply = candidate.reply.route == Route.PRIVATE_REPLY
        person = candidate.author_number if is_private_reply else target
        return row.kind == Kind.MESSAGE and person in {one.person_external_id for one in told}
    if row.kind != Kind.COMMENT:
        return False
    if row.parent_external_id:
        return key_of(row.parent_external_id) == key_of(target)
    return target in {one.post_external_id for one in told}
