"""Answering: a reply goes into the outbox, and may be cancelled or tried again there."""

from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console.canned import canned_text
from crm.console.queries import talk
from crm.console.views.beside import SomebodyElse, key_of_form, refuse_unseen
from crm.console.views.blueprint import blueprint
from crm.console.views.chosen import one_of
from crm.console.views.inbox import show_conversation
from crm.console.views.marks import back_to_conversation, on_to_next
from crm.db import transaction
from crm.errors import Conflict, CrmError
from crm.pagelink import outbox
from crm.pagelink import queries as pagelink
from crm.pagelink import service as pagelink_service
from crm.pagelink.models import Conversation, Route
from crm.pagelink.queries.writing import pulse
from crm.worksheets import canned as canned_texts

MANY_TIMES = 5


@blueprint.post("/inbox/<int:conversation_id>/reply")
@requires(Role.AGENT)
def reply(conversation_id: int) -> Any:
    """Queue a reply; what can't be sent is shown again with the reason, and nothing is lost."""
    text = request.form.get("text", "").strip()
    try:
        with transaction():
            _queue(talk.get_conversation(conversation_id), text)
    except SomebodyElse:
        return show_conversation(talk.get_conversation(conversation_id), text=text, choice=True)
    except Conflict:
        raise
    except CrmError as error:
        refused = _(error.sentence, **error.params)
        return show_conversation(talk.get_conversation(conversation_id), text=text, refused=refused)
    flash(_("รับข้อความไว้แล้ว กำลังส่ง"))
    if request.form.get("then") == "next":
        return on_to_next(conversation_id, sent=conversation_id)
    return back_to_conversation(conversation_id, sent=conversation_id)


@blueprint.post("/replies/<int:reply_id>/cancel")
@requires(Role.AGENT)
def cancel_reply(reply_id: int) -> Any:
    """Take back a reply that has not left yet."""
    with transaction():
        row = talk.get_reply(reply_id)
        outbox.cancel(row, by=current_user, now=clock.now())
        conversation_id = row.conversation_id
    flash(_("ยกเลิกการส่งแล้ว"))
    return back_to_conversation(conversation_id)


@blueprint.post("/replies/<int:reply_id>/try-again")
@requires(Role.AGENT)
def try_again(reply_id: int) -> Any:
    """Queue a failed reply once more, over the same route."""
    with transaction():
        row = talk.get_reply(reply_id)
        outbox.try_again(row, by=current_user, now=clock.now())
        conversation_id = row.conversation_id
    flash(_("จะส่งอีกครั้ง"))
    return back_to_conversation(conversation_id)


@blueprint.post("/replies/<int:reply_id>/other-route")
@requires(Role.AGENT)
def other_route(reply_id: int) -> Any:
    """Queue a failed reply over a route that a person chose instead."""
    with transaction():
        row = talk.get_reply(reply_id)
        outbox.other_route(row, one_of(Route, "route"), by=current_user, now=clock.now())
        conversation_id = row.conversation_id
    flash(_("จะส่งทางช่องทางที่เลือก"))
    return back_to_conversation(conversation_id)


@blueprint.post("/inbox/<int:conversation_id>/same-text")
@requires(Role.AGENT)
def same_text(conversation_id: int) -> Any:
    """A warning while one writes, if the Page said the very same many times just now."""
    found = talk.get_conversation(conversation_id)
    text = request.form.get("text", "")
    times = pagelink.times_said_lately(found.page_id, text, now=clock.now())
    if times < MANY_TIMES:
        return "", 200
    return _(
        "ข้อความเดียวกันนี้ส่งไปแล้ว %(n)s ครั้งในหนึ่งชั่วโมง ควรปรับถ้อยคำ เพราะเฟซบุ๊กอาจระงับการตอบของเพจ",
        n=times,
    )


@blueprint.get("/inbox/<int:conversation_id>/canned/<int:canned_id>")
@requires(Role.AGENT)
def canned(conversation_id: int, canned_id: int) -> Any:
    """A canned reply, filled in as far as it can be, in the form that the route asks for."""
    found = talk.get_conversation(conversation_id)
    target = talk.get_message(found, request.args.get("target", 0, type=int))
    text = canned_text(found, target, canned_id, request.args.get("route", ""))
    return text, 200, {"Content-Type": "text/plain; charset=utf-8"}


def _queue(found: Conversation, text: str) -> None:
    refuse_unseen(found, pulse(clock.now()))
    target = talk.get_message(found, request.form.get("target", 0, type=int))
    canned_texts.check_filled(text)
    seen = request.form.get("seen", 0, type=int)
    answers = [
        message
        for message in talk.open_messages(found, seen)
        if message.identity_id == target.identity_id
    ]
    outbox.queue(
        found,
        text=text,
        route=one_of(Route, "route"),
        target=target,
        answers=answers,
        by=current_user,
        idempotency_key=key_of_form(),
        now=clock.now(),
    )
    pagelink_service.save_draft(found, "", by=current_user, now=clock.now())
    pagelink_service.stop_writing(found, by=current_user)
