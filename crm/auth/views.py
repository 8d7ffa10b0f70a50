"""Log-in, log-out, the language switch, and the accounts page of the administrator."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from crm import clock
from crm.auth import queries, service
from crm.auth.forms import ROLE_NAMES, LoginForm, UserForm
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.db import transaction
from crm.errors import CrmError
from crm.web import back_to, public

blueprint = Blueprint("auth", __name__)
LANGUAGES = ("th", "en")


@blueprint.get("/login")
@public
def login() -> Any:
    """The log-in page."""
    return render_template("auth/login.html", form=LoginForm(), error=None)


@blueprint.post("/login")
@public
def do_login() -> Any:
    """Open a session, or show the page again with the reason."""
    form = LoginForm()
    if not form.validate():
        return render_template("auth/login.html", form=form, error=None), 400
    try:
        with transaction():
            user = service.log_in(form.address, form.secret, now=clock.now())
    except service.WrongLogin as error:
        return render_template("auth/login.html", form=form, error=_(error.sentence)), 400
    login_user(user)
    return redirect(back_to("/"), code=303)


@blueprint.post("/logout")
def logout() -> Any:
    """End the session."""
    logout_user()
    return redirect(url_for(".login"), code=303)


@blueprint.post("/language")
@public
def language() -> Any:
    """Switch between Thai and English, for this session and, once logged in, for good."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session["language"] = wanted
        if current_user.is_authenticated:
            with transaction():
                current_user.locale = wanted
    return redirect(back_to("/"), code=303)


@blueprint.get("/admin/users")
@requires(Role.ADMIN)
def users() -> Any:
    """Every account and API token."""
    return _users_page(UserForm(), 200)


@blueprint.post("/admin/users")
@requires(Role.ADMIN)
def add_user() -> Any:
    """Open an account."""
    form = UserForm()
    if not form.validate():
        return _users_page(form, 400)
    with transaction():
        user = service.add_user(
            form.address,
            name=form.name.data or "",
            role=Role(form.role.data),
            password=form.secret,
            now=clock.now(),
        )
        service.audit("user_added", user, by=current_user, now=clock.now(), role=user.role)
    flash(_("เปิดบัญชีแล้ว"))
    return redirect(url_for(".users"), code=303)


@blueprint.post("/admin/users/<int:user_id>/active")
@requires(Role.ADMIN)
def set_active(user_id: int) -> Any:
    """Close an account or open it again; nobody closes their own."""
    with transaction():
        user = queries.get_user(user_id)
        if user.id == current_user.id:
            raise CrmError(_("ปิดบัญชีของตนเองไม่ได้"))
        user.active = request.form.get("active") == "1"
        service.audit("user_active", user, by=current_user, now=clock.now(), active=user.active)
    return redirect(url_for(".users"), code=303)


@blueprint.post("/admin/users/<int:user_id>/reviewed")
@requires(Role.ADMIN)
def set_reviewed(user_id: int) -> Any:
    """Let what somebody writes wait for a second pair of eyes, or go at once."""
    with transaction():
        user = queries.get_user(user_id)
        user.replies_reviewed = request.form.get("reviewed") == "1"
        told = {"reviewed": user.replies_reviewed}
        service.audit("user_reviewed", user, by=current_user, now=clock.now(), **told)
    return redirect(url_for(".users"), code=303)


@blueprint.post("/admin/tokens")
@requires(Role.ADMIN)
def add_token() -> Any:
    """Make an API token and show it this once."""
    name = request.form.get("name", "").strip() or "API"
    scope = request.form.get("scope", "read")
    with transaction():
        token = service.add_token(name, scope=scope, by=current_user, now=clock.now())
        service.audit("token_added", current_user, by=current_user, now=clock.now(), name=name)
    flash(_("โทเคนใหม่ (แสดงครั้งเดียว): %(token)s", token=token))
    return redirect(url_for(".users"), code=303)


@blueprint.post("/admin/tokens/<int:token_id>/revoke")
@requires(Role.ADMIN)
def revoke_token(token_id: int) -> Any:
    """Make an API token useless."""
    with transaction():
        service.revoke_token(token_id, now=clock.now())
    return redirect(url_for(".users"), code=303)


def _users_page(form: UserForm, status: int) -> Any:
    page = render_template(
        "auth/users.html",
        form=form,
        users=queries.users(),
        tokens=queries.tokens(),
        role_names=ROLE_NAMES,
    )
    return page, status
