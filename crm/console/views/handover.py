"""The hand-over between shifts (ใบส่งเวร), made to be printed."""

from typing import Any

from flask import render_template
from flask_login import current_user

from crm import clock
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console.queries.handover import MOST_LISTED
from crm.console.queries.handover import handover as what_is_open
from crm.console.views.blueprint import blueprint


@blueprint.get("/inbox/handover")
@requires(Role.AGENT)
def handover() -> Any:
    """What waits, rests, is begun or has not gone out, on one sheet."""
    now = clock.now()
    sheet = what_is_open(now, current_user)
    return render_template(
        "console/handover.html", sheet=sheet, now=now, by=current_user, most=MOST_LISTED
    )
