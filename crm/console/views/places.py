"""Where a case is: accept the place that was read, or type another."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console import placing
from crm.console.queries import choices
from crm.console.views.blueprint import blueprint
from crm.console.views.sheets import get_visible
from crm.db import transaction
from crm.maps import service as maps
from crm.worksheets import service as worksheets


@blueprint.post("/worksheets/<number>/place")
@requires(Role.AGENT)
def place(number: str) -> Any:
    """Put the case where an agent says that it is."""
    with transaction():
        sheet = get_visible(number)
        names = ("place", "landmark", "soi", "road")
        words = placing.Words(**{name: request.form.get(name, "") for name in names})
        latitude = placing.degrees(request.form.get("latitude", ""))
        longitude = placing.degrees(request.form.get("longitude", ""))
        found = placing.typed_place(latitude, longitude, words)
        worksheets.set_place(sheet, found, by=current_user, now=clock.now())
    flash(_("บันทึกจุดเกิดเหตุแล้ว"))
    return _back(number)


@blueprint.post("/worksheets/<number>/accept-place")
@requires(Role.AGENT)
def accept_place(number: str) -> Any:
    """Put the case at the place that was read out of a message."""
    with transaction():
        guess = choices.get_place_guess(request.form.get("guess", 0, type=int))
        maps.accept_guess(guess, get_visible(number), by=current_user, now=clock.now())
    flash(_("บันทึกจุดเกิดเหตุแล้ว"))
    return _back(number)


def _back(number: str) -> Any:
    return redirect(url_for("console.worksheet", number=number, _anchor="place"), code=303)
