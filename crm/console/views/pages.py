"""The Pages that are looked after: whether each can be read, what to do if not, how it speaks."""

from dataclasses import fields
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console.forms import KeyForm, NewPageForm, PageForm
from crm.console.views.blueprint import blueprint
from crm.db import transaction
from crm.errors import N_, CrmError
from crm.graph import service as graph
from crm.graph import subscriptions
from crm.pagelink import service as pagelink
from crm.pagelink.queries import lookup
from crm.pagelink.service import Manners
from crm.web import settings


@blueprint.get("/admin/pages")
@requires(Role.ADMIN)
def pages() -> Any:
    """Every Page with its health."""
    return render_template("console/pages.html", pages=lookup.pages(), form=NewPageForm())


@blueprint.post("/admin/pages")
@requires(Role.ADMIN)
def add_page() -> Any:
    """Look after another Page from now on."""
    form = NewPageForm()
    if not form.validate():
        return render_template("console/pages.html", pages=lookup.pages(), form=form), 400
    with transaction():
        added = pagelink.add_page(
            form.external_id.data or "",
            name=form.name.data or "",
            token=form.token.data,
            now=clock.now(),
            by=current_user,
        )
        reference = graph.reference_to(added)
    address = graph.address_of(settings())
    subscriptions.subscribe(reference, address, settings().public_url)
    flash(_("เพิ่มเพจแล้ว ระบบจะเริ่มอ่านเพจในรอบถัดไป"))
    return redirect(url_for("console.pages"), code=303)


@blueprint.get("/admin/pages/<int:page_id>")
@requires(Role.ADMIN)
def page(page_id: int) -> Any:
    """How one Page speaks, at what pace, and where its cases are filed."""
    found = lookup.get_page(page_id)
    return render_template("console/page.html", page=found, form=PageForm(obj=found), key=KeyForm())


@blueprint.post("/admin/pages/<int:page_id>")
@requires(Role.ADMIN)
def change_page(page_id: int) -> Any:
    """Change it; what was changed is written down."""
    found, form = lookup.get_page(page_id), PageForm()
    if not form.validate():
        return render_template("console/page.html", page=found, form=form, key=KeyForm()), 400
    with transaction():
        manners = Manners(**{part.name: form[part.name].data for part in fields(Manners)})
        pagelink.set_manners(lookup.get_page(page_id), manners, by=current_user, now=clock.now())
    flash(_("บันทึกแล้ว"))
    return redirect(url_for("console.pages"), code=303)


@blueprint.post("/admin/pages/<int:page_id>/key")
@requires(Role.ADMIN)
def change_key(page_id: int) -> Any:
    """Give the Page a new key; what waited goes on by itself."""
    form = KeyForm()
    if not form.validate():
        raise CrmError(N_("กรุณาวางกุญแจเชื่อมต่อเพจ"))
    with transaction():
        found = lookup.get_page(page_id)
        pagelink.set_token(found, form.token.data or "", by=current_user, now=clock.now())
    flash(_("เปลี่ยนกุญแจแล้ว ระบบจะลองอ่านเพจในรอบถัดไป"))
    return redirect(url_for("console.pages"), code=303)


@blueprint.post("/admin/pages/<int:page_id>/allow-sending")
@requires(Role.ADMIN)
def allow_sending(page_id: int) -> Any:
    """Let the Page send again after it was stopped."""
    with transaction():
        found = lookup.get_page(page_id)
        pagelink.allow_sending(found, by=current_user, now=clock.now())
    flash(_("ให้ส่งต่อได้แล้ว ข้อความที่รออยู่จะทยอยส่ง"))
    return redirect(url_for("console.pages"), code=303)
