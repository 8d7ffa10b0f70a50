"""Takes back, rewrites or revives a reply, by compare-and-set: a worker may be faster."""

from datetime import datetime
from typing import Any

from sqlalchemy import update

from crm.auth.models import User
from crm.auth.service import audit
from crm.db import db
from crm.errors import N_, Conflict
from crm.pagelink.models import Reply, ReplyState, Route
from crm.pagelink.outbox.checking import check, posted_to
from crm.pagelink.service.conversations import touch
from crm.pagelink.turns import take_turns

UNSENT = (ReplyState.WAITING, ReplyState.RETURNED)


class TooLate(Conflict):
    """The reply has left its state in the meantime."""

    sentence = N_("ข้อความนี้กำลังส่งหรือส่งไปแล้ว จึงเปลี่ยนไม่ได้")


def cancel(reply: Reply, *, by: User, now: datetime) -> None:
    """Take back a reply that has not left; raises TooLate."""
    before = ReplyState(reply.state) if reply.state in UNSENT else ReplyState.QUEUED
    change(reply, before, state=ReplyState.CANCELLED, next_try_at=None)
    note("reply_cancelled", reply, by, now)


def edit(reply: Reply, text: str, *, by: User, now: datetime) -> None:
    """Rewrite a reply that can't have left; raises TooLate and what `queue` raises of texts.

    One that needed approval needs it anew.
    """
    if reply.attempted_at is not None:
        raise TooLate
    change(reply, ReplyState.QUEUED, state=ReplyState.CANCELLED)
    check_again(reply, text, Route(reply.route), now)
    change(reply, ReplyState.CANCELLED, text=text, **_queued_or_waiting(reply))
    note("reply_edited", reply, by, now)


def try_again(reply: Reply, *, by: User, now: datetime) -> None:
    """Queue a failed reply once more; raises TooLate, or RouteClosed if its time has passed."""
    _revive(reply, Route(reply.route), now, state=ReplyState.QUEUED)
    note("reply_tried_again", reply, by, now)


def other_route(reply: Reply, route: Route, *, by: User, now: datetime) -> None:
    """Queue a failed reply over another route, which a person chose; raises as `try_again`.

    What was approved for one route isn't approved for another.
    """
    _revive(reply, route, now, **_queued_or_waiting(reply))
    note("reply_rerouted", reply, by, now)


def _queued_or_waiting(reply: Reply) -> dict[str, Any]:
    if not reply.needs_approval:
        return {"state": ReplyState.QUEUED}
    return {"state": ReplyState.WAITING, "approved_by_id": None, "approved_at": None}


def _revive(reply: Reply, route: Route, now: datetime, **values: Any) -> None:
    take_turns(reply.page_id)
    check_again(reply, reply.text, route, now)
    change(
        reply,
        ReplyState.FAILED,
        route=route,
        target_external_id=posted_to(reply.target, route),
        attempts=0,
        next_try_at=None,
        error=None,
        error_class=None,
        **values,
    )


def check_again(reply: Reply, text: str, route: Route, now: datetime) -> None:
    """Whether the reply may go with this text over this route, its photo along."""
    check(
        reply.target,
        text,
        route,
        by_software=reply.is_by_software,
        photo=reply.photo_file,
        now=now,
    )


def change(
    reply: Reply, expected: ReplyState, *, as_text: str | None = None, **values: Any
) -> None:
    """Compare and set; raises TooLate where the reply is in another state, or has another text."""
    statement = update(Reply).where(Reply.id == reply.id, Reply.state == expected)
    if as_text is not None:
        statement = statement.where(Reply.text == as_text)
    changed = db.session.execute(statement.values(**values))
    if not changed.rowcount:  # type: ignore[attr-defined]
        raise TooLate
    db.session.refresh(reply)


def note(action: str, reply: Reply, by: User, now: datetime) -> None:
    """Let the consoles look again, and keep who did what."""
    touch(reply.conversation, now)
    audit(action, reply, by=by, now=now)
