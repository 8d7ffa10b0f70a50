"""While somebody writes: the pen, the draft, and taking over from a colleague."""

from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console.queries import talk
from crm.console.views.beside import key_of_form
from crm.console.views.blueprint import blueprint
from crm.console.views.marks import back_to_conversation
from crm.db import transaction
from crm.pagelink import service as pagelink
from crm.pagelink.queries.writing import is_taken_over

LONGEST_DRAFT = 10_000


@blueprint.post("/inbox/<int:conversation_id>/writing")
@requires(Role.AGENT)
def writing(conversation_id: int) -> Any:
    """Keep what stands in the composer, and say that its writer goes on, or has left.

    It may come after the reply itself, which it must not bring back as a draft.
    """
    text = request.form.get("text", "")[:LONGEST_DRAFT]
    with transaction():
        found = talk.get_conversation(conversation_id)
        if is_taken_over(current_user, key_of_form()):
            return "", 204
        pagelink.save_draft(found, text, by=current_user, now=clock.now())
        if request.form.get("left") or not text.strip():
            pagelink.stop_writing(found, by=current_user)
        else:
            pagelink.start_writing(found, by=current_user, now=clock.now())
    return "", 204


@blueprint.post("/inbox/<int:conversation_id>/take-over")
@requires(Role.AGENT)
def take_over(conversation_id: int) -> Any:
    """Write in place of the colleague who is writing."""
    with transaction():
        found = talk.get_conversation(conversation_id)
        pagelink.take_over(found, by=current_user, now=clock.now())
    flash(_("ท่านตอบแทนแล้ว"))
    return back_to_conversation(conversation_id, _anchor="composer")
