"""Answering: a reply goes into the outbox, and may be cancelled or tried again there."""

from datetime import datetime
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console import checking
from crm.console.canned import filled
from crm.console.queries import talk
from crm.console.views.beside import SomebodyElse, key_of_form, refuse_unseen
from crm.console.views.blueprint import blueprint
from crm.console.views.chosen import one_of
from crm.console.views.inbox import show_conversation
from crm.console.views.marks import back_to_conversation, on_to_next
from crm.console.views.undo import flash_undoable
from crm.db import transaction
from crm.errors import Conflict, CrmError
from crm.pagelink import outbox
from crm.pagelink import service as pagelink_service
from crm.pagelink.models import Conversation, Route
from crm.pagelink.outbox.approving import must_be_approved
from crm.pagelink.queries.writing import pulse
from crm.worksheets import canned as canned_texts


@blueprint.post("/inbox/<int:conversation_id>/reply")
@requires(Role.AGENT)
def reply(conversation_id: int) -> Any:
    """Queue a reply; what can't be sent is shown again with the reason, and nothing is lost."""
    text, now = request.form.get("text", "").strip(), clock.now()
    try:
        with transaction():
            _queue(talk.get_conversation(conversation_id), text, now)
    except SomebodyElse:
        return show_conversation(talk.get_conversation(conversation_id), text=text, choice=True)
    except Conflict:
        raise
    except CrmError as error:
        refused = _(error.sentence, **error.params)
        return show_conversation(talk.get_conversation(conversation_id), text=text, refused=refused)
    waits = must_be_approved(talk.get_conversation(conversation_id), current_user)
    done = _("ส่งให้หัวหน้าตรวจแล้ว") if waits else _("รับข้อความไว้แล้ว กำลังส่ง")
    flash_undoable(done, now)
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
    """Queue a failed reply over a route that a person chose instead.

    What wants a yes before all see it is put into the composer, where the yes is asked for.
    """
    route, now = one_of(Route, "route"), clock.now()
    try:
        with transaction():
            row = talk.get_reply(reply_id)
            checking.require_yes(row.target, row.text, route, yes="", now=now)
            outbox.other_route(row, route, by=current_user, now=now)
            conversation_id = row.conversation_id
    except checking.NeedsYes as error:
        row = talk.get_reply(reply_id)
        found = talk.get_conversation(row.conversation_id)
        return show_conversation(found, text=row.text, refused=_(error.sentence))
    flash(_("จะส่งทางช่องทางที่เลือก"))
    return back_to_conversation(conversation_id)


@blueprint.post("/inbox/<int:conversation_id>/hints")
@requires(Role.AGENT)
def hints(conversation_id: int) -> Any:
    """What is found in a reply while one writes; the same is asked again when it is sent."""
    found = talk.get_conversation(conversation_id)
    target = talk.get_message(found, request.form.get("target", 0, type=int))
    text, route = request.form.get("text", ""), request.form.get("route", "")
    checked = checking.check(target, text, route, now=clock.now())
    said_yes = request.form.get("yes", "")
    return render_template("console/_hints.html", checked=checked, said_yes=said_yes)


@blueprint.get("/inbox/<int:conversation_id>/canned/<slug>")
@requires(Role.AGENT)
def canned(conversation_id: int, slug: str) -> Any:
    """A canned reply as it would stand here, with what is still missing marked."""
    found = talk.get_conversation(conversation_id)
    target = talk.get_message(found, request.args.get("target", 0, type=int))
    reply = filled(found, target, slug, request.args.get("route", ""))
    return render_template("console/_canned.html", reply=reply)


def _queue(found: Conversation, text: str, now: datetime) -> None:
    refuse_unseen(found, pulse(now))
    target = talk.get_message(found, request.form.get("target", 0, type=int))
    route = one_of(Route, "route")
    canned_texts.check_filled(text)
    checking.require_yes(target, text, route, yes=request.form.get("yes", ""), now=now)
    seen = request.form.get("seen", 0, type=int)
    answers = [
        message
        for message in talk.open_messages(found, seen)
        if message.identity_id == target.identity_id
    ]
    outbox.queue(
        found,
        text=text,
        route=route,
        target=target,
        answers=answers,
        by=current_user,
        idempotency_key=key_of_form(),
        now=now,
    )
    pagelink_service.save_draft(found, "", by=current_user, now=now)
    pagelink_service.stop_writing(found, by=current_user)
