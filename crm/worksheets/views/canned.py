"""The canned replies, looked after by supervisors: words, order, and which are in use."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.db import transaction
from crm.worksheets import canned, queries, service
from crm.worksheets.forms import CannedForm, NewCannedForm
from crm.worksheets.service import CannedTexts
from crm.worksheets.variables import PRIVATE, VARIABLES, examples
from crm.worksheets.views.blueprint import blueprint


@blueprint.get("/admin/canned")
@requires(Role.SUPERVISOR)
def canned_replies() -> Any:
    """Every canned reply, those put away below."""
    replies = queries.all_canned_replies()
    return render_template("worksheets/canned_replies.html", replies=replies)


@blueprint.get("/admin/canned/new")
@requires(Role.SUPERVISOR)
def new_canned_reply() -> Any:
    """An empty form."""
    return _form_page(NewCannedForm(), None)


@blueprint.post("/admin/canned/new")
@requires(Role.SUPERVISOR)
def add_canned_reply() -> Any:
    """Add a canned reply, or show the form again with what is wrong."""
    form = NewCannedForm()
    if not form.validate():
        return _form_page(form, None), 400
    with transaction():
        slug = form.slug.data or ""
        service.add_canned_reply(slug, _texts(form), by=current_user, now=clock.now())
    flash(_("เพิ่มข้อความสำเร็จรูปแล้ว"))
    return redirect(url_for(".canned_replies"), code=303)


@blueprint.get("/admin/canned/<slug>")
@requires(Role.SUPERVISOR)
def canned_reply(slug: str) -> Any:
    """One canned reply to be changed."""
    return _form_page(CannedForm(obj=queries.get_canned_reply(slug)), slug)


@blueprint.post("/admin/canned/<slug>")
@requires(Role.SUPERVISOR)
def change_canned_reply(slug: str) -> Any:
    """Change its words, or show the form again with what is wrong."""
    form = CannedForm()
    if not form.validate():
        return _form_page(form, slug), 400
    with transaction():
        reply = queries.get_canned_reply(slug)
        service.change_canned_reply(reply, _texts(form), by=current_user, now=clock.now())
    flash(_("บันทึกแล้ว"))
    return redirect(url_for(".canned_replies"), code=303)


@blueprint.post("/admin/canned/preview")
@requires(Role.SUPERVISOR)
def preview_canned_reply() -> Any:
    """Both forms with examples in place of the variables, while one writes."""
    return render_template("worksheets/_canned_preview.html", previews=_previews(CannedForm()))


@blueprint.post("/admin/canned/<slug>/active")
@requires(Role.SUPERVISOR)
def put_away_canned_reply(slug: str) -> Any:
    """Take it out of the composer's list, or put it back."""
    active = request.form.get("active") == "1"
    with transaction():
        reply = queries.get_canned_reply(slug)
        service.put_away_canned_reply(reply, active=active, by=current_user, now=clock.now())
    return redirect(url_for(".canned_replies"), code=303)


@blueprint.post("/admin/canned/<slug>/move")
@requires(Role.SUPERVISOR)
def move_canned_reply(slug: str) -> Any:
    """Move it one place up or down."""
    places = -1 if request.form.get("to") == "up" else 1
    with transaction():
        reply = queries.get_canned_reply(slug)
        service.move_canned_reply(reply, places, by=current_user, now=clock.now())
    return redirect(url_for(".canned_replies", _anchor=f"canned-{slug}"), code=303)


def _form_page(form: CannedForm, slug: str | None) -> Any:
    return render_template(
        "worksheets/canned_reply.html",
        form=form,
        slug=slug,
        previews=_previews(form),
        variables=VARIABLES,
        private=PRIVATE,
    )


def _previews(form: CannedForm) -> list[tuple[str, list[tuple[str, bool]]]]:
    """Each form that has a text: its label, and its parts with what nobody knows marked."""
    written = (
        (field.label.text, field.data or "") for field in (form.private_text, form.public_text)
    )
    return [
        (label, canned.pieces(canned.fill(text, examples(), particle="kha")))
        for label, text in written
        if text.strip()
    ]


def _texts(form: CannedForm) -> CannedTexts:
    return CannedTexts(
        form.title_th.data or "",
        form.title_en.data or "",
        form.private_text.data or "",
        form.public_text.data or "",
    )
