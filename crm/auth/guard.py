"""Who may open which view: the decorator for roles, and Flask-Login's loader."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, redirect, request, url_for
from flask_login import LoginManager, current_user
from sqlalchemy import bindparam, select

from crm.auth.models import Role, User
from crm.db import PLANNED_ONCE, db
from crm.errors import NotAllowed
from crm.web import is_fragment


def requires(role: Role) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let only people with `role`, or a higher one, call the view."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.may_act_as(role):
                raise NotAllowed
            return view(*args, **kwargs)

        guarded.required_role = role  # type: ignore[attr-defined]
        return guarded

    return decorate


def install(app: Flask) -> None:
    """Set up sessions; who isn't logged in is sent to the log-in page and back afterwards."""
    manager = LoginManager(app)
    manager.user_loader(_load)
    manager.unauthorized_handler(_send_to_login)


def _load(user_id: str) -> User | None:
    """Asked with every request, so the statement is put together once."""
    return db.session.scalars(_ACTIVE, {"id": int(user_id)}).one_or_none()


_ACTIVE = (
    select(User)
    .where(User.id == bindparam("id", type_=User.id.type), User.active)
    .execution_options(**PLANNED_ONCE)
)


def _send_to_login() -> Any:
    if is_fragment():
        return "", 401, {"HX-Redirect": url_for("auth.login")}
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("auth.login", next=wanted))
