"""The words that suggest each tag, kept by supervisors, and how well the learned models do."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.db import transaction
from crm.worksheets import queries, service
from crm.worksheets.models import TagKind
from crm.worksheets.suggestions import vocabulary
from crm.worksheets.views.blueprint import blueprint

WITH_KEYWORDS = (TagKind.CATEGORY, TagKind.TOPIC, TagKind.FLAG)


@blueprint.get("/admin/tags")
@requires(Role.SUPERVISOR)
def tags() -> Any:
    """Every tag with its words, and the versions of the models with their figures."""
    versions = {kind: queries.model_versions(kind) for kind in (TagKind.TOPIC, TagKind.CATEGORY)}
    listed = [tag for tag in vocabulary() if tag.kind in WITH_KEYWORDS]
    return render_template("worksheets/tags.html", tags=listed, versions=versions)


@blueprint.post("/admin/tags/<slug>/keywords")
@requires(Role.SUPERVISOR)
def change_keywords(slug: str) -> Any:
    """Let exactly the words of the form, one a line, suggest the tag."""
    with transaction():
        words = request.form.get("words", "").splitlines()
        service.change_keywords(queries.get_tag(slug), words, by=current_user, now=clock.now())
    flash(_("บันทึกคำของแท็กแล้ว"))
    return redirect(url_for(".tags", _anchor=f"tag-{slug}"), code=303)
