"""Words to avoid, words of danger and whom to tell of it, looked after by supervisors."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.db import transaction
from crm.worksheets import queries, service
from crm.worksheets.models import EscalationContact
from crm.worksheets.suggestions.keywords import NOT
from crm.worksheets.views.blueprint import blueprint


@blueprint.get("/admin/words")
@requires(Role.SUPERVISOR)
def words() -> Any:
    """The words that the centre doesn't use in public."""
    return render_template("worksheets/words.html", words=queries.forbidden_words())


@blueprint.post("/admin/words")
@requires(Role.SUPERVISOR)
def add_word() -> Any:
    """Avoid one more word."""
    word, instead = request.form.get("word", ""), request.form.get("instead", "")
    with transaction():
        service.add_forbidden_word(word, instead, by=current_user, now=clock.now())
    flash(_("เพิ่มคำแล้ว"))
    return redirect(url_for(".words"), code=303)


@blueprint.post("/admin/words/<int:word_id>/remove")
@requires(Role.SUPERVISOR)
def remove_word(word_id: int) -> Any:
    """Let a word be used again."""
    with transaction():
        service.remove_forbidden_word(word_id, by=current_user, now=clock.now())
    return redirect(url_for(".words"), code=303)


@blueprint.get("/admin/urgent")
@requires(Role.SUPERVISOR)
def urgent() -> Any:
    """The words that raise the proposal เร่งด่วน, and whom to tell at once."""
    known = sorted(queries.get_tag("urgent").keywords, key=lambda keyword: keyword.word)
    return render_template(
        "worksheets/urgent.html",
        dangerous=[each for each in known if not each.word.startswith(NOT)],
        harmless=[each for each in known if each.word.startswith(NOT)],
        contacts=queries.contacts(),
    )


@blueprint.post("/admin/urgent/words")
@requires(Role.SUPERVISOR)
def add_danger_word() -> Any:
    """One more word of danger, or one that only looks like it."""
    harmless = request.form.get("harmless") == "1"
    with transaction():
        word = request.form.get("word", "")
        service.add_danger_word(word, harmless=harmless, by=current_user, now=clock.now())
    flash(_("เพิ่มคำแล้ว"))
    return redirect(url_for(".urgent"), code=303)


@blueprint.post("/admin/urgent/words/<int:word_id>/remove")
@requires(Role.SUPERVISOR)
def remove_danger_word(word_id: int) -> Any:
    """Take a word off the list."""
    with transaction():
        service.remove_danger_word(word_id, by=current_user, now=clock.now())
    return redirect(url_for(".urgent"), code=303)


@blueprint.post("/admin/urgent/contacts")
@requires(Role.SUPERVISOR)
def add_contact() -> Any:
    """Somebody more to tell at once."""
    return _keep(EscalationContact(position=len(queries.contacts()) + 1))


@blueprint.post("/admin/urgent/contacts/<int:contact_id>")
@requires(Role.SUPERVISOR)
def change_contact(contact_id: int) -> Any:
    """Change a name, a telephone, or when to call."""
    return _keep(queries.get_contact(contact_id))


@blueprint.post("/admin/urgent/contacts/<int:contact_id>/put-away")
@requires(Role.SUPERVISOR)
def put_away_contact(contact_id: int) -> Any:
    """Offer somebody no more."""
    with transaction():
        service.put_away_contact(queries.get_contact(contact_id), by=current_user, now=clock.now())
    return redirect(url_for(".urgent"), code=303)


def _keep(contact: EscalationContact) -> Any:
    with transaction():
        written = (request.form.get(part, "") for part in ("name", "phone", "hours"))
        service.keep_contact(contact, *written, by=current_user, now=clock.now())
    flash(_("บันทึกแล้ว"))
    return redirect(url_for(".urgent"), code=303)
