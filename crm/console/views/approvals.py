"""A second pair of eyes: the queue of what waits for approval, and what is decided there."""

from collections import Counter
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console.queries import talk
from crm.console.views.blueprint import blueprint
from crm.console.views.each import on_each
from crm.console.views.marks import back_to_conversation
from crm.db import transaction
from crm.languages import sentence
from crm.pagelink import outbox
from crm.pagelink.queries.approvals import alike, to_approve


@blueprint.get("/approvals")
@requires(Role.AGENT)
def approvals() -> Any:
    """What waits: for a supervisor everybody's, else one's own."""
    return render_template("console/approvals.html", groups=alike(to_approve(current_user)))


@blueprint.post("/replies/<int:reply_id>/approve")
@requires(Role.SUPERVISOR)
def approve_reply(reply_id: int) -> Any:
    """Let a reply go as it was read."""
    with transaction():
        row = talk.get_reply(reply_id)
        as_read = request.form.get("as_read", "")
        outbox.approve(row, as_read=as_read, by=current_user, now=clock.now())
        conversation_id = row.conversation_id
    flash(_("อนุมัติแล้ว กำลังส่ง"))
    return _back(conversation_id)


@blueprint.post("/approvals")
@requires(Role.SUPERVISOR)
def approve_alike() -> Any:
    """Let replies go that were read as one, each by itself; those that can't go say so."""

    def approve(reply_id: int) -> None:
        as_read = request.form.get(f"as_read_{reply_id}", "")
        outbox.approve(talk.get_reply(reply_id), as_read=as_read, by=current_user, now=clock.now())

    outcome = on_each(request.form.getlist("reply", type=int), approve)
    if outcome.done:
        flash(_("อนุมัติแล้ว %(n)s ข้อความ กำลังส่ง", n=outcome.done))
    refused = Counter(sentence(error.sentence, **error.params) for error in outcome.refused)
    for why, many in refused.items():
        flash(_("อนุมัติไม่ได้ %(n)s ข้อความ: %(why)s", n=many, why=why), "warning")
    return redirect(url_for("console.approvals"), code=303)


@blueprint.post("/replies/<int:reply_id>/return")
@requires(Role.SUPERVISOR)
def return_reply(reply_id: int) -> Any:
    """Send a reply back to its author, with what is to be put right."""
    with transaction():
        row = talk.get_reply(reply_id)
        words, as_read = request.form.get("note", ""), request.form.get("as_read", "")
        outbox.give_back(row, words, as_read=as_read, by=current_user, now=clock.now())
        conversation_id = row.conversation_id
    flash(_("ส่งกลับให้ผู้เขียนแก้แล้ว"))
    return _back(conversation_id)


@blueprint.post("/replies/<int:reply_id>/hand-in")
@requires(Role.AGENT)
def hand_in_reply(reply_id: int) -> Any:
    """Its author puts a reply right, and it waits for approval again."""
    with transaction():
        row = talk.get_reply(reply_id)
        text = request.form.get("text", "").strip()
        outbox.hand_in(row, text, by=current_user, now=clock.now())
        conversation_id = row.conversation_id
    flash(_("ส่งให้หัวหน้าตรวจแล้ว"))
    return _back(conversation_id)


def _back(conversation_id: int) -> Any:
    if request.args.get("back") == "approvals":
        return redirect(url_for("console.approvals"), code=303)
    return back_to_conversation(conversation_id)
