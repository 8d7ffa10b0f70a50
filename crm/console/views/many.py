"""Many at once: one act on all conversations that were chosen, each in a transaction of its own."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth import queries as staff
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console import many as at_once
from crm.console.many import Answer, NothingChosen, Way
from crm.console.queries import chosen as picked
from crm.console.queries import talk
from crm.console.queries.inbox import rows_of
from crm.console.reasons import DEALT_WITH, NEEDS_NONE_REASONS, ReasonUnknown
from crm.console.views.blueprint import blueprint
from crm.console.views.chosen import NotAChoice, one_of
from crm.console.views.each import Outcome, on_each
from crm.console.views.undo import flash_undoable
from crm.pagelink import service as pagelink
from crm.pagelink.models import Conversation, Route
from crm.web import settings
from crm.worksheets import queries as cases
from crm.worksheets import service as worksheets

Act = Callable[[Conversation], object]


@blueprint.get("/inbox/many")
@requires(Role.AGENT)
def many() -> Any:
    """What was chosen, or all that waits under one post, with everything that can be done to it."""
    numbers = request.args.getlist("chosen", type=int)
    if post := request.args.get("post", type=int):
        numbers = picked.waiting_under(post, current_user, at_once.MOST_AT_ONCE)
    return _show(numbers)


@blueprint.post("/inbox/many")
@requires(Role.AGENT)
def do_to_many() -> Any:
    """Tag, assign, close or set aside all that was chosen; undone by one key."""
    now = clock.now()
    acts: dict[str, Callable[[datetime], Act]] = {
        "tag": _tag,
        "assign": _assign,
        "needs_none": _needs_none,
        "close": _close,
    }
    make = acts.get(request.form.get("do", ""))
    if make is None:
        raise NotAChoice
    outcome = _on_each(_numbers(), make(now))
    flash_undoable(_("ทำแล้ว %(n)s รายการ", n=outcome.done), now)
    _say_refused(outcome)
    return redirect(url_for("console.inbox"), code=303)


@blueprint.post("/inbox/many/preview")
@requires(Role.AGENT)
def preview_answer() -> Any:
    """Whom one answer would reach over which route, and whom it can't; nothing is sent yet."""
    answer = _answer()
    found = picked.conversations(_numbers())
    return render_template(
        "console/many_preview.html",
        planned=at_once.plan(found, answer),
        answer=answer,
        once=secrets.token_urlsafe(12),
    )


@blueprint.post("/inbox/many/edit")
@requires(Role.AGENT)
def edit_answer() -> Any:
    """Back from the preview to the words of the answer, for all that was chosen."""
    return _show(_numbers(), text=request.form.get("text", ""), way=one_of(Way, "way"))


@blueprint.post("/inbox/many/answer")
@requires(Role.AGENT)
def answer_many() -> Any:
    """Queue the answer for everyone on the preview, each by itself; the outbox keeps the pace."""
    answer, once = _answer(), request.form.get("once", "")

    def queue(conversation: Conversation) -> None:
        route = one_of(Route, f"route_{conversation.id}")
        at_once.queue(conversation, route, answer, by=current_user, once=once)

    outcome = _on_each(_numbers(), queue)
    flash_undoable(_taken_over(outcome.done), answer.now)
    _say_refused(outcome)
    return redirect(url_for("console.inbox"), code=303)


def _show(numbers: Sequence[int], *, text: str = "", way: Way = Way.BEST) -> Any:
    rows = rows_of(numbers[: at_once.MOST_AT_ONCE])
    return render_template(
        "console/many.html",
        rows=rows,
        seen=picked.newest_message_id(),
        tags=cases.tags(),
        agents=staff.agents(),
        reasons=NEEDS_NONE_REASONS,
        text=text,
        way=way,
    )


def _numbers() -> list[int]:
    numbers = list(dict.fromkeys(request.form.getlist("chosen", type=int)))
    if not 0 < len(numbers) <= at_once.MOST_AT_ONCE:
        raise NothingChosen(n=at_once.MOST_AT_ONCE)
    return numbers


def _answer() -> Answer:
    return Answer(
        text=request.form.get("text", ""),
        way=one_of(Way, "way"),
        seen=request.form.get("seen", 0, type=int),
        now=clock.now(),
        zone=settings().timezone,
    )


def _taken_over(count: int) -> str:
    if current_user.replies_reviewed:
        return str(_("ส่งคำตอบ %(n)s รายการให้หัวหน้าตรวจแล้ว", n=count))
    return str(_("รับคำตอบ %(n)s รายการไว้แล้ว ระบบจะทยอยส่ง", n=count))


def _on_each(numbers: Sequence[int], act: Act) -> Outcome:
    return on_each(numbers, lambda number: act(talk.get_conversation(number)))


def _say_refused(outcome: Outcome) -> None:
    if outcome.refused:
        first = outcome.refused[0]
        why = _(first.sentence, **first.params)
        flash(_("ทำไม่ได้ %(n)s รายการ: %(why)s", n=len(outcome.refused), why=why), "warning")


def _tag(now: datetime) -> Act:
    wanted = request.form.get("tag", 0, type=int)
    cases.get_tags([wanted])

    def act(conversation: Conversation) -> None:
        tag = cases.get_tags([wanted])[0]
        worksheets.set_tag(conversation, tag, by=current_user, now=now)

    return act


def _assign(now: datetime) -> Act:
    wanted = request.form.get("to", type=int)

    def act(conversation: Conversation) -> None:
        to = staff.get_user(wanted) if wanted else None
        pagelink.assign(conversation, to=to, by=current_user, now=now)

    return act


def _needs_none(now: datetime) -> Act:
    reason = request.form.get("reason", "")
    if reason not in NEEDS_NONE_REASONS:
        raise ReasonUnknown
    return _set_aside(reason, now)


def _close(now: datetime) -> Act:
    return _set_aside(DEALT_WITH, now)


def _set_aside(reason: str, now: datetime) -> Act:
    seen = request.form.get("seen", 0, type=int)

    def act(conversation: Conversation) -> None:
        messages = talk.open_messages(conversation, seen)
        if not messages:
            raise at_once.AlreadyDone
        pagelink.needs_none(messages, reason, by=current_user, now=now)

    return act
