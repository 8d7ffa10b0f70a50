"""One answer to many: each conversation with its own route and words, checked before it goes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from crm.auth.models import User
from crm.console import checking, telling
from crm.console.queries import talk
from crm.errors import N_, CrmError
from crm.pagelink import channels, outbox
from crm.pagelink.channels import Rung
from crm.pagelink.models import Conversation, Message, Reply, Route
from crm.pagelink.outbox.checking import check
from crm.worksheets import canned

MOST_AT_ONCE = 200


class NothingChosen(CrmError):
    """No conversation was ticked, or more than can be done at once."""

    sentence = N_("กรุณาเลือกอย่างน้อยหนึ่งรายการ และไม่เกิน %(n)s รายการต่อครั้ง")


class AlreadyDone(CrmError):
    """Nothing that stood on the screen waits there any more."""

    sentence = N_("ไม่มีข้อความที่รอตอบแล้ว")


class AnswerUnderWay(CrmError):
    """A reply to the same waits for its approval or its turn; another would be a second answer."""

    sentence = N_("มีคำตอบที่รออนุมัติหรือรอส่งอยู่แล้ว")


class Way(StrEnum):
    """Over which routes one answer may go out to many."""

    BEST = "best"
    PUBLIC = "public"
    PRIVATE = "private"


@dataclass(frozen=True)
class Answer:
    """What all are to be told: the words with their variables, over which way, and when."""

    text: str
    way: Way
    seen: int
    now: datetime
    zone: tzinfo


@dataclass(frozen=True)
class Planned:
    """What one conversation would be sent; `problem` says why it can't be reached like this."""

    conversation: Conversation
    target: Message | None = None
    rung: Rung | None = None
    text: str = ""
    problem: CrmError | None = None


def plan(conversations: Iterable[Conversation], answer: Answer) -> list[Planned]:
    """What each would be sent over its own best route, and who can't be reached."""
    return [_plan(conversation, answer) for conversation in conversations]


def queue(
    conversation: Conversation, route: Route, answer: Answer, *, by: User, once: str
) -> Reply:
    """Queue one of the planned replies over the route that was shown, once however often asked.

    Raises AlreadyDone, AnswerUnderWay, PersonalInPublic and what `outbox.queue` raises.
    """
    waiting = talk.open_messages(conversation, answer.seen)
    target = _target(waiting)
    key = f"many:{once}:{target.id}"
    answered = _of_author(target, waiting)
    _refuse_second(answered, key)
    text = _written(answer, target)
    canned.check_filled(text)
    checking.refuse_personal(target, text, route, now=answer.now)
    return outbox.queue(
        conversation,
        text=text,
        route=route,
        target=target,
        answers=answered,
        by=by,
        idempotency_key=key,
        now=answer.now,
    )


def _plan(conversation: Conversation, answer: Answer) -> Planned:
    target, rung, text = None, None, ""
    try:
        waiting = talk.open_messages(conversation, answer.seen)
        target = _target(waiting)
        _refuse_second(_of_author(target, waiting))
        text = _written(answer, target)
        rung = _rung(conversation, target, answer)
        canned.check_filled(text)
        check(target, text, rung.route, by_software=False, now=answer.now)
        checking.refuse_personal(target, text, rung.route, now=answer.now)
    except CrmError as problem:
        return Planned(conversation, target, rung, text, problem)
    return Planned(conversation, target, rung, text)


def _target(waiting: Sequence[Message]) -> Message:
    if not waiting:
        raise AlreadyDone
    return waiting[-1]


def _of_author(target: Message, waiting: Sequence[Message]) -> list[Message]:
    return [said for said in waiting if said.identity_id == target.identity_id]


def _refuse_second(answered: Sequence[Message], key: str = "") -> None:
    if talk.find_under_way(answered, but_for=key):
        raise AnswerUnderWay


def _rung(conversation: Conversation, target: Message, answer: Answer) -> Rung:
    channel = channels.get(conversation.page.channel)
    for rung in channel.rungs(conversation, target, answer.now, by_software=False):
        if answer.way == Way.BEST or rung.public == (answer.way == Way.PUBLIC):
            return rung
    raise outbox.NoRouteLeft


def _written(answer: Answer, target: Message) -> str:
    page = target.page
    known = telling.variables_of(page, target.author_name, target, now=answer.now, zone=answer.zone)
    return canned.fill(answer.text.strip(), known, particle=page.particle)
