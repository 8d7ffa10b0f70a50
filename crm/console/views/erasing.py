"""Erasing a whole person on request: what goes and what stays, why, and a yes that is typed."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console.erasing import erase_person
from crm.console.forms import ErasureForm
from crm.console.views.blueprint import blueprint
from crm.customers import queries
from crm.customers.models import Customer
from crm.customers.service import PersonErased


@blueprint.get("/customers/<int:customer_id>/erase")
@requires(Role.ADMIN)
def erasure(customer_id: int) -> Any:
    """What goes, what stays and why, before anything is done."""
    person = _standing(customer_id)
    return _page(person, ErasureForm(person, formdata=None))


@blueprint.post("/customers/<int:customer_id>/erase")
@requires(Role.ADMIN)
def erase(customer_id: int) -> Any:
    """Erase the person, if a reason was given and the number typed rightly."""
    person = _standing(customer_id)
    form = ErasureForm(person)
    if not form.validate():
        return _page(person, form, 400)
    erase_person(
        person.id,
        confirmation=form.confirmation.data or "",
        reason=form.reason.data or "",
        by=current_user,
    )
    flash(_("ลบข้อมูลส่วนบุคคลแล้ว และบันทึกไว้ว่าใครลบ เมื่อใด เพราะเหตุใด"))
    return redirect(url_for("console.customer", customer_id=customer_id), code=303)


def _standing(customer_id: int) -> Customer:
    person = queries.get_customer(customer_id)
    if person.erased_at:
        raise PersonErased
    return person


def _page(person: Customer, form: ErasureForm, code: int = 200) -> Any:
    return render_template("console/erasure.html", person=person, form=form), code
