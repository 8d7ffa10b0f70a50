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


class TooLate(Conflict):
    """The reply has left its state in the meantime."""

    sentence = N_("ข้อความนี้กำลังส่งหรือส่งไปแล้ว จึงเปลี่ยนไม่ได้")


def cancel(reply: Reply, *, by: User, now: datetime) -> None:
    """Take back a reply that has not left; raises TooLate."""
    _change(reply, ReplyState.QUEUED, state=ReplyState.CANCELLED, next_try_at=None)
    _note("reply_cancelled", reply, by, now)


def edit(reply: Reply, text: str, *, by: User, now: datetime) -> None:
    """Rewrite a reply that can't have left; raises TooLate and what `queue` raises of texts."""
    if reply.attempted_at is not None:
        raise TooLate
    _change(reply, ReplyState.QUEUED, state=ReplyState.CANCELLED)
    check(reply.target, text, Route(reply.route), by_software=reply.is_by_software, now=now)
    _change(reply, ReplyState.CANCELLED, state=ReplyState.QUEUED, text=text)
    _note("reply_edited", reply, by, now)


def try_again(reply: Reply, *, by: User, now: datetime) -> None:
    """Queue a failed reply once more; raises TooLate, or RouteClosed if its time has passed."""
    _revive(reply, Route(reply.route), now)
    _note("reply_tried_again", reply, by, now)


def other_route(reply: Reply, route: Route, *, by: User, now: datetime) -> None:
    """Queue a failed reply over another route, which a person chose; raises as `try_again`."""
    _revive(reply, route, now)
    _note("reply_rerouted", reply, by, now)


def _revive(reply: Reply, route: Route, now: datetime) -> None:
    take_turns(reply.page_id)
    check(reply.target, reply.text, route, by_software=reply.is_by_software, now=now)
    _change(
        reply,
        ReplyState.FAILED,
        state=ReplyState.QUEUED,
        route=route,
        target_external_id=posted_to(reply.target, route),
        attempts=0,
        next_try_at=None,
        error=None,
        error_class=None,
    )


def _change(reply: Reply, expected: ReplyState, **values: Any) -> None:
    statement = update(Reply).where(Reply.id == reply.id, Reply.state == expected)
    changed = db.session.execute(statement.values(**values))
    if not changed.rowcount:  # type: ignore[attr-defined]
        raise TooLate
    db.session.refresh(reply)


def _note(action: str, reply: Reply, by: User, now: datetime) -> None:
    touch(reply.conversation, now)
    audit(action, reply, by=by, now=now)
