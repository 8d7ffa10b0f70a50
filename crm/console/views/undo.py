"""Undo: the confirmation of an act carries a button, and a key, that takes the act back."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console import undo as undoing
from crm.console.queries.cursors import read_moment
from crm.console.views.blueprint import blueprint
from crm.db import transaction


def flash_undoable(sentence: str, at: datetime) -> None:
    """Confirm what was done at a moment, with a button beside it that takes it back."""
    flash(sentence, f"undo {at.isoformat()}")


@blueprint.post("/undo")
@requires(Role.AGENT)
def undo() -> Any:
    """Take back one's own act; shows the conversation or the case, or the list if it was more."""
    at = _moment(request.form.get("at", ""))
    with transaction():
        undone = undoing.undo(at, by=current_user, now=clock.now())
        talks, sheets = sorted(undone.conversations), sorted(undone.cases)
    several = len(talks) > 1
    flash(_("เลิกทำแล้ว %(n)s รายการ", n=len(talks)) if several else _("เลิกทำแล้ว"))
    if undone.left:
        flash(_("%(n)s ข้อความส่งออกไปแล้ว จึงเลิกทำไม่ได้", n=undone.left), "warning")
    if len(talks) == 1:
        return redirect(url_for("console.conversation", conversation_id=talks[0]), code=303)
    if len(sheets) == 1:
        return redirect(url_for("console.worksheet", number=sheets[0]), code=303)
    return redirect(url_for("console.inbox"), code=303)


def _moment(text: str) -> datetime:
    try:
        return read_moment(text)
    except ValueError as error:
        raise undoing.NothingToUndo from error
