"""ถึงฉัน: the private notes that name the one who looks, until they are read."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from crm import clock
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console.queries import mentions as named_in
from crm.console.views.blueprint import blueprint
from crm.db import transaction
from crm.pagelink import service as pagelink
from crm.web import is_fragment


@blueprint.get("/mentions")
@requires(Role.AGENT)
def mentions() -> Any:
    """The notes that name me."""
    return render_template("console/mentions.html", mentions=named_in.mentions_of(current_user))


@blueprint.post("/mentions/<int:note_id>/read")
@requires(Role.AGENT)
def read_mention(note_id: int) -> Any:
    """Keep that I have seen it, and go where it stands."""
    with transaction():
        pagelink.mark_mention_read(note_id, by=current_user, now=clock.now())
    talk = request.form.get("conversation", type=int)
    if is_fragment() or talk is None:
        return "", 204
    address = url_for("console.conversation", conversation_id=talk, _anchor=f"note-{note_id}")
    return redirect(address, code=303)
