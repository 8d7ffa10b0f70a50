"""Changing what stands on the Page: a comment hidden or shown, our own edited or deleted."""

from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console.queries import talk
from crm.console.reasons import HIDING_REASONS, ReasonUnknown
from crm.console.views.blueprint import blueprint
from crm.console.views.chosen import one_of
from crm.console.views.marks import back_to_conversation
from crm.db import transaction
from crm.pagelink import service as pagelink
from crm.pagelink.models import Act


@blueprint.post("/inbox/<int:conversation_id>/messages/<int:message_id>/moderate")
@requires(Role.AGENT)
def moderate(conversation_id: int, message_id: int) -> Any:
    """Want a comment changed on the Page; a job does it at once and reads it back."""
    act, reason = one_of(Act, "act"), request.form.get("reason", "")
    if act == Act.HIDE and reason not in HIDING_REASONS:
        raise ReasonUnknown
    with transaction():
        message = talk.get_message(talk.get_conversation(conversation_id), message_id)
        text = request.form.get("text", "")
        pagelink.ask_to_moderate(
            message, act, text=text, reason=reason, by=current_user, now=clock.now()
        )
    flash(_("กำลังเปลี่ยนบนเพจ แล้วจะอ่านผลกลับมาแสดง"))
    return back_to_conversation(conversation_id, _anchor=f"message-{message_id}")
