"""Passing a case on to an agency, and what the agency answers."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console.views.blueprint import blueprint
from crm.console.views.sheets import get_visible
from crm.db import transaction
from crm.errors import NotFound
from crm.worksheets import queries, service
from crm.worksheets.models import Dispatch

ONE = "/worksheets/<number>/dispatches/<int:dispatch_id>"


@blueprint.post("/worksheets/<number>/dispatch")
@requires(Role.AGENT)
def dispatch(number: str) -> Any:
    """Pass the case on to an agency."""
    with transaction():
        service.dispatch(
            get_visible(number),
            queries.get_agency(request.form.get("agency", 0, type=int)),
            how=request.form.get("how", ""),
            reference=request.form.get("reference", ""),
            by=current_user,
            now=clock.now(),
        )
    flash(_("ส่งเรื่องให้หน่วยงานแล้ว"))
    return _back(number)


@blueprint.post(f"{ONE}/accept")
@requires(Role.AGENT)
def dispatch_accept(number: str, dispatch_id: int) -> Any:
    """The agency took the case."""
    with transaction():
        service.accept(_get(number, dispatch_id), by=current_user, now=clock.now())
    return _back(number)


@blueprint.post(f"{ONE}/return")
@requires(Role.AGENT)
def dispatch_return(number: str, dispatch_id: int) -> Any:
    """The agency returned the case, with its reason."""
    with transaction():
        reason = request.form.get("reason", "")
        passed = _get(number, dispatch_id)
        service.returned(passed, reason=reason, by=current_user, now=clock.now())
    flash(_("บันทึกการส่งคืนแล้ว"))
    return _back(number)


@blueprint.post(f"{ONE}/pass-on")
@requires(Role.AGENT)
def dispatch_pass_on(number: str, dispatch_id: int) -> Any:
    """Give the case to another agency."""
    with transaction():
        agency = queries.get_agency(request.form.get("agency", 0, type=int))
        service.pass_on(_get(number, dispatch_id), agency, by=current_user, now=clock.now())
    flash(_("ส่งต่อให้หน่วยงานอื่นแล้ว"))
    return _back(number)


@blueprint.post(f"{ONE}/chase")
@requires(Role.AGENT)
def dispatch_chase(number: str, dispatch_id: int) -> Any:
    """Ask the agency again."""
    with transaction():
        service.chase(_get(number, dispatch_id), by=current_user, now=clock.now())
    flash(_("บันทึกการทวงถามแล้ว"))
    return _back(number)


@blueprint.post(f"{ONE}/done")
@requires(Role.AGENT)
def dispatch_done(number: str, dispatch_id: int) -> Any:
    """The agency reported what it did."""
    with transaction():
        result = request.form.get("result", "")
        passed = _get(number, dispatch_id)
        service.done(passed, result=result, by=current_user, now=clock.now())
    flash(_("บันทึกผลของหน่วยงานแล้ว กรุณาแจ้งผลให้ประชาชน"))
    return _back(number)


def _get(number: str, dispatch_id: int) -> Dispatch:
    sheet = get_visible(number)
    for passed in sheet.dispatches:
        if passed.id == dispatch_id:
            return passed
    raise NotFound


def _back(number: str) -> Any:
    return redirect(url_for("console.worksheet", number=number, _anchor="dispatches"), code=303)
