"""What an agent marks on a conversation: who takes it, until when it rests, its tags, a note."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth import queries as staff
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console.queries import talk
from crm.console.queries.inbox import next_waiting
from crm.console.reasons import NEEDS_NONE_REASONS, ReasonUnknown
from crm.console.views.blueprint import blueprint
from crm.console.views.chosen import NotAChoice
from crm.console.views.listing import current_view, reader
from crm.console.views.sheets import get_visible
from crm.console.views.undo import flash_undoable
from crm.db import transaction
from crm.errors import NotFound
from crm.pagelink import service as pagelink
from crm.worksheets import queries as cases
from crm.worksheets import service as worksheets
from crm.worksheets.models import Stage, WorksheetProposal


@blueprint.post("/inbox/<int:conversation_id>/assign")
@requires(Role.AGENT)
def assign(conversation_id: int) -> Any:
    """Give the conversation to somebody, or to nobody."""
    chosen, now = request.form.get("to", type=int), clock.now()
    with transaction():
        found = talk.get_conversation(conversation_id)
        to = staff.get_user(chosen) if chosen else None
        pagelink.assign(found, to=to, by=current_user, now=now)
    flash_undoable(_("มอบหมายแล้ว"), now)
    return back_to_conversation(conversation_id)


@blueprint.post("/inbox/<int:conversation_id>/urgent")
@requires(Role.AGENT)
def urgent(conversation_id: int) -> Any:
    """Put the conversation above the order, or back into it."""
    urgent, now = request.form.get("urgent") == "1", clock.now()
    with transaction():
        found = talk.get_conversation(conversation_id)
        worksheets.mark_urgent(found, urgent, by=current_user, now=now)
    flash_undoable(_("ให้เป็นเรื่องเร่งด่วนแล้ว") if urgent else _("เลิกเร่งด่วนแล้ว"), now)
    return back_to_conversation(conversation_id)


@blueprint.post("/inbox/<int:conversation_id>/escalate")
@requires(Role.AGENT)
def escalate(conversation_id: int) -> Any:
    """Keep that somebody was told of the danger by telephone."""
    with transaction():
        found = talk.get_conversation(conversation_id)
        contact = cases.get_contact(request.form.get("contact", 0, type=int))
        worksheets.escalate(found, contact, by=current_user, now=clock.now())
    flash(_("บันทึกแล้วว่าแจ้ง %(name)s", name=contact.name))
    return back_to_conversation(conversation_id)


@blueprint.post("/inbox/<int:conversation_id>/snooze")
@requires(Role.AGENT)
def snooze(conversation_id: int) -> Any:
    """Let the conversation rest for some hours, or wake it (0)."""
    hours = request.form.get("hours", 0, type=int)
    now = clock.now()
    with transaction():
        found = talk.get_conversation(conversation_id)
        until = now + timedelta(hours=hours) if hours > 0 else None
        pagelink.snooze(found, until=until, by=current_user, now=now)
    flash_undoable(_("พักไว้แล้ว") if hours > 0 else _("เลิกพักแล้ว"), now)
    return on_to_next(conversation_id) if hours > 0 else back_to_conversation(conversation_id)


@blueprint.post("/inbox/<int:conversation_id>/needs-none")
@requires(Role.AGENT)
def needs_none(conversation_id: int) -> Any:
    """Say why the open messages that were on the screen need no answer."""
    reason = request.form.get("reason", "")
    if reason not in NEEDS_NONE_REASONS:
        raise ReasonUnknown
    seen, now = request.form.get("seen", 0, type=int), clock.now()
    with transaction():
        found = talk.get_conversation(conversation_id)
        messages = talk.open_messages(found, seen)
        pagelink.needs_none(messages, reason, by=current_user, now=now)
    flash_undoable(_("บันทึกว่าไม่ต้องตอบแล้ว"), now)
    return on_to_next(conversation_id)


@blueprint.get("/inbox/<int:conversation_id>/next")
def following(conversation_id: int) -> Any:
    """Leave this conversation as it is for the one that waits next."""
    return on_to_next(conversation_id)


@blueprint.post("/inbox/<int:conversation_id>/stage")
@requires(Role.AGENT)
def stage(conversation_id: int) -> Any:
    """Put a case of this conversation at a stage; the field names both."""
    number, _space, wanted = request.form.get("stage", "").partition(" ")
    if wanted not in list(Stage):
        raise NotAChoice
    now = clock.now()
    with transaction():
        worksheets.set_stage(get_visible(number), wanted, by=current_user, now=now)
    flash_undoable(_("เปลี่ยนสถานะแล้ว"), now)
    return back_to_conversation(conversation_id)


@blueprint.post("/inbox/<int:conversation_id>/note")
@requires(Role.AGENT)
def note(conversation_id: int) -> Any:
    """Leave a private note for colleagues."""
    with transaction():
        found = talk.get_conversation(conversation_id)
        text = request.form.get("text", "")
        pagelink.add_note(found, text, by=current_user, now=clock.now())
    return back_to_conversation(conversation_id)


@blueprint.post("/inbox/<int:conversation_id>/tags")
@requires(Role.AGENT)
def tags(conversation_id: int) -> Any:
    """Put one tag on the conversation, or take one off."""
    wanted, unwanted = request.form.get("set", type=int), request.form.get("unset", type=int)
    now = clock.now()
    with transaction():
        found = talk.get_conversation(conversation_id)
        for tag in cases.get_tags([wanted] if wanted else []):
            reason = request.form.get("reason", "")
            worksheets.set_tag(found, tag, by=current_user, now=now, reason=reason)
        for tag in cases.get_tags([unwanted] if unwanted else []):
            worksheets.unset_tag(found, tag, by=current_user, now=now)
    flash_undoable(_("ติดแท็กแล้ว") if wanted else _("เอาแท็กออกแล้ว"), now)
    return back_to_conversation(conversation_id)


@blueprint.post("/inbox/<int:conversation_id>/proposals/<int:proposal_id>/accept")
@requires(Role.AGENT)
def accept_proposal(conversation_id: int, proposal_id: int) -> Any:
    """Act on a guess."""
    now = clock.now()
    with transaction():
        proposal = _get_proposal(conversation_id, proposal_id)
        worksheets.accept_proposal(proposal, by=current_user, now=now)
    flash_undoable(_("รับข้อเสนอแล้ว"), now)
    return back_to_conversation(conversation_id)


@blueprint.post("/inbox/<int:conversation_id>/proposals/<int:proposal_id>/refuse")
@requires(Role.AGENT)
def refuse_proposal(conversation_id: int, proposal_id: int) -> Any:
    """Set a guess aside for good."""
    now = clock.now()
    with transaction():
        proposal = _get_proposal(conversation_id, proposal_id)
        worksheets.refuse_proposal(proposal, by=current_user, now=now)
    flash_undoable(_("ไม่รับข้อเสนอแล้ว"), now)
    return back_to_conversation(conversation_id)


@blueprint.post("/inbox/<int:conversation_id>/proposals/<int:proposal_id>/undo")
@requires(Role.AGENT)
def undo_proposal(conversation_id: int, proposal_id: int) -> Any:
    """Take a decision back; the guess waits again."""
    with transaction():
        proposal = _get_proposal(conversation_id, proposal_id)
        worksheets.undo_decision(proposal, by=current_user, now=clock.now())
    return back_to_conversation(conversation_id)


def _get_proposal(conversation_id: int, proposal_id: int) -> WorksheetProposal:
    """A guess about this conversation; another one's isn't found here."""
    proposal = cases.get_proposal(proposal_id)
    if proposal.conversation_id != conversation_id:
        raise NotFound
    return proposal


def back_to_conversation(conversation_id: int, **more: Any) -> Any:
    """The same conversation in the same view."""
    address: dict[str, Any] = {**current_view().to_address(), **more}
    return redirect(
        url_for("console.conversation", conversation_id=conversation_id, **address), code=303
    )


def on_to_next(conversation_id: int, **more: Any) -> Any:
    """The next conversation of the same view, or the list when nothing waits.

    A script that shows the next one already is told no more than that it is done.
    """
    if request.headers.get("X-Console") == "leaves":
        return render_template("console/_done.html", sent=more.get("sent", ""))
    view = current_view()
    following = next_waiting(conversation_id, view, reader())
    if following is None:
        address: dict[str, Any] = {**view.to_address(), **more}
        return redirect(url_for("console.inbox", **address), code=303)
    return back_to_conversation(following, **more)
