"""A second pair of eyes: what waits for approval is let go, sent back with a note, or put right.

Each step is a compare-and-set on the state and on the very text that was read, so that two
supervisors, a double click, or an author who is faster never let through what nobody has seen.
"""

from datetime import datetime

from crm.auth.models import Role, User
from crm.errors import N_, Conflict, CrmError, NotAllowed
from crm.pagelink.models import Conversation, Reply, ReplyState, Route
from crm.pagelink.outbox.changing import change, check_again, note
from crm.pagelink.turns import take_turns

DECIDED = (ReplyState.QUEUED, ReplyState.SENDING, ReplyState.SENT)


class OwnReply(NotAllowed):
    """Nobody is their own second pair of eyes."""

    sentence = N_("อนุมัติข้อความที่ตนเองเขียนไม่ได้ ต้องให้ผู้อื่นตรวจ")


class OnlyItsAuthor(NotAllowed):
    """What waits for approval is put right by who wrote it."""

    sentence = N_("ผู้เขียนเท่านั้นที่แก้ข้อความที่รออนุมัติได้")


class ReadAgain(Conflict):
    """The text isn't the one that was read, or somebody else has decided."""

    sentence = N_("ข้อความนี้เปลี่ยนไปหรือมีผู้พิจารณาแล้ว กรุณาอ่านอีกครั้ง")


class NoteMissing(CrmError):
    """Its author must be told what to put right."""

    sentence = N_("กรุณาเขียนว่าต้องแก้อะไร")


def must_be_approved(conversation: Conversation, by: object) -> bool:
    """Whether a reply waits: its author is one of the chosen, or the conversation is restricted."""
    return conversation.restricted or (isinstance(by, User) and by.replies_reviewed)


def approve(reply: Reply, *, as_read: str, by: User, now: datetime) -> None:
    """Let a reply go as it was read (`Reply.fingerprint`); done twice by one person, it is once.

    Raises OwnReply, ReadAgain, and what `queue` raises where its route has closed meanwhile.
    """
    _check_reader(reply, by)
    take_turns(reply.page_id)
    if reply.approved_by_id == by.id and reply.state in DECIDED and reply.fingerprint == as_read:
        return
    _take(reply, as_read, ReplyState.CANCELLED)
    check_again(reply, reply.text, Route(reply.route), now)
    change(
        reply,
        ReplyState.CANCELLED,
        state=ReplyState.QUEUED,
        approved_by_id=by.id,
        approved_at=now,
        returned_note=None,
    )
    note("reply_approved", reply, by, now)


def give_back(reply: Reply, words: str, *, as_read: str, by: User, now: datetime) -> None:
    """Return a reply to its author with what is to be put right; raises as `approve`."""
    _check_reader(reply, by)
    if not words.strip():
        raise NoteMissing
    _take(reply, as_read, ReplyState.RETURNED, returned_note=words.strip())
    note("reply_returned", reply, by, now)


def hand_in(reply: Reply, text: str, *, by: User, now: datetime) -> None:
    """Its author puts a waiting or returned reply right, and it waits for approval (again)."""
    if reply.written_by_id != by.id:
        raise OnlyItsAuthor
    take_turns(reply.page_id)
    expected = ReplyState.RETURNED if reply.state == ReplyState.RETURNED else ReplyState.WAITING
    change(reply, expected, state=ReplyState.CANCELLED)
    check_again(reply, text, Route(reply.route), now)
    change(reply, ReplyState.CANCELLED, state=ReplyState.WAITING, text=text)
    note("reply_handed_in", reply, by, now)


def _check_reader(reply: Reply, by: User) -> None:
    if not by.may_act_as(Role.SUPERVISOR):
        raise NotAllowed
    if reply.written_by_id == by.id:
        raise OwnReply


def _take(reply: Reply, as_read: str, state: ReplyState, **values: object) -> None:
    if reply.state != ReplyState.WAITING or reply.fingerprint != as_read:
        raise ReadAgain
    change(reply, ReplyState.WAITING, as_text=reply.text, state=state, **values)
