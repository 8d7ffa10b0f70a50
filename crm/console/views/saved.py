"""Views of the inbox that somebody named: their own, or shared by a supervisor."""

from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth import service as auth
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console.filters import InboxFilter
from crm.console.views.blueprint import blueprint
from crm.db import transaction


@blueprint.post("/inbox/views")
@requires(Role.AGENT)
def save_view() -> Any:
    """Keep the view that the address of this form holds under the name that was typed."""
    address = InboxFilter.from_address(request.args).to_address()
    with transaction():
        auth.save_view(
            request.form.get("name", ""),
            urlencode(address),
            shared="shared" in request.form,
            by=current_user,
            now=clock.now(),
        )
    flash(_("บันทึกมุมมองแล้ว"))
    parts: dict[str, Any] = dict(address)
    return redirect(url_for("console.inbox", **parts), code=303)


@blueprint.post("/inbox/views/<int:view_id>/forget")
@requires(Role.AGENT)
def forget_view(view_id: int) -> Any:
    """Take a saved view off the list."""
    with transaction():
        auth.forget_view(view_id, by=current_user)
    return redirect(url_for("console.inbox"), code=303)
