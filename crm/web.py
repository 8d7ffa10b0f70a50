"""What every page shares: the log-in guard, error pages, headers, filters and signed links."""

import hashlib
import logging
from collections.abc import Callable, MutableMapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import flask
from babel.dates import format_timedelta
from flask import Flask, Response, abort, current_app, jsonify, render_template, request
from flask.templating import Environment
from flask_babel import format_date, format_datetime, get_locale, gettext
from flask_login import current_user
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from jinja2 import StrictUndefined
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from crm import clock, thai
from crm.config import Settings
from crm.errors import N_, CrmError
from crm.languages import is_thai, sentence

log = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., Any])

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob: {tiles}; style-src 'self' 'unsafe-inline'; "
    "script-src 'self'; frame-ancestors 'self'; form-action 'self'; base-uri 'self'"
)


class LinkInvalid(CrmError):
    """A signed link that was changed or never was ours."""

    status = 404
    sentence = N_("ลิงก์นี้ไม่ถูกต้อง กรุณาเปิดลิงก์จากข้อความที่ได้รับจากเพจอีกครั้ง")


class LinkExpired(CrmError):
    """A signed link whose days are over."""

    status = 410
    sentence = N_("ลิงก์นี้หมดอายุแล้ว กรุณาติดต่อเพจเพื่อขอลิงก์ใหม่")


class PlainEnvironment(Environment):
    """Jinja's environment, where each template has the globals in a plain dictionary.

    Jinja chains two of them, so that a template may see what is set later, and walks through the
    chain, key by key, with each include and import: a fifteenth of the work of a page with forty of
    them. Here what is global is set before the first template is loaded.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def settings() -> Settings:
    """The settings of the running installation."""
    value: Settings = current_app.config["SETTINGS"]
    return value


def public(view: View) -> View:
    """Mark a view that needs no log-in; everything else does."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def install(app: Flask) -> None:
    """Give an application the guard, the error pages, the headers and the filters."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters.update(FILTERS)
    app.before_request(_require_login)
    app.before_request(_refuse_nul)
    app.after_request(_add_headers)
    app.context_processor(_context)
    app.register_error_handler(CrmError, _show_crm_error)
    app.register_error_handler(HTTPException, _show_http_error)
    for out_of_range in (OverflowError, DataError):
        app.register_error_handler(out_of_range, _show_out_of_range)


def templates_folder() -> Path:
    """Inside the installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


@cache
def static_version(folder: Path) -> str:
    """A mark of what the static files hold, as a part of their address.

    Browsers keep them for a year, and an upgrade shows at once. It stands in the path, not in the
    query, so that scripts which import each other and fonts named in a style sheet follow.
    """
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return total.hexdigest()[:12]


def make_token(purpose: str, subject: str) -> str:
    """A signed token for a citizen's link; says for what and about whom, and nothing else."""
    return _signer(purpose).dumps(subject)


def read_token(purpose: str, token: str, *, days: int) -> str:
    """The subject of a signed token; raises LinkInvalid or, after `days`, LinkExpired."""
    try:
        subject: str = _signer(purpose).loads(token, max_age=days * 24 * 3600)
    except SignatureExpired as error:
        raise LinkExpired from error
    except BadSignature as error:
        raise LinkInvalid from error
    return subject


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"link:{purpose}")


def public_address(path: str) -> str:
    """A path as citizens reach it from outside (`CRM_PUBLIC_URL`)."""
    return settings().public_url + path


def is_fragment() -> bool:
    """Whether htmx asks for a part of a page."""
    return "HX-Request" in request.headers and "HX-Boosted" not in request.headers


def _require_login() -> Any:
    if request.endpoint is None or request.endpoint == "static":
        return None
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "is_public", False) or current_user.is_authenticated:
        return None
    return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]


def _refuse_nul() -> None:
    """PostgreSQL keeps no NUL in a text, and nobody types one."""
    asked = [*request.values.items(multi=True), *(request.view_args or {}).items()]
    if any("\0" in str(part) for pair in asked for part in pair):
        abort(400)


def _context() -> dict[str, object]:
    return {"locale": str(get_locale())}


def _add_headers(response: Response) -> Response:
    policy = CONTENT_SECURITY_POLICY.format(tiles=_tile_origin())
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _tile_origin() -> str:
    return "/".join(settings().tile_url.replace("{s}", "*").split("/")[:3])


def _show_crm_error(error: CrmError) -> tuple[Any, int]:
    return _show_error(gettext(error.sentence, **error.params), error.status)


def _show_http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    return _show_error("", error.code)


def _show_out_of_range(error: Exception) -> tuple[Any, int]:
    """A number or a day that no column and no calendar holds was asked for."""
    log.warning("%s in %s", type(error).__name__, request.endpoint)
    return _show_error("", 400)


def _show_error(sentence: str, status: int) -> tuple[Any, int]:
    """JSON for software, a line for htmx, else a page; an empty sentence is as usual for it."""
    if request.path.startswith(("/api/", "/webhooks/")):
        return jsonify({"error": sentence or HTTPStatus(status).phrase}), status
    page = "errors/_line.html" if is_fragment() else "errors/error.html"
    return render_template(page, sentence=sentence, status=status), status


def thai_date(when: date | datetime | None) -> str:
    """`5 ต.ค. 2569`, or in English `5 Oct 2026`; empty for None."""
    if when is None:
        return ""
    if is_thai():
        return thai.format_date(when, settings().timezone)
    return str(format_date(_local(when), "d MMM yyyy"))


def short_date(when: date | datetime | None) -> str:
    """`5 ต.ค. 69` for dense lists; empty for None."""
    if when is None:
        return ""
    if is_thai():
        return thai.format_date(when, settings().timezone, "short")
    return str(format_date(_local(when), "d MMM yy"))


def thai_datetime(when: datetime | None) -> str:
    """`5 ต.ค. 2569 14.05 น.`, or in English `5 Oct 2026 14:05`; empty for None."""
    if when is None:
        return ""
    if is_thai():
        return thai.format_datetime(when, settings().timezone)
    local = when.astimezone(settings().timezone)
    return str(format_datetime(local, "d MMM yyyy HH:mm", rebase=False))


def by_when(when: datetime | None, now: datetime | None = None) -> str:
    """A moment soon to come, as one says it: `14:05 พรุ่งนี้`; empty for None."""
    if when is None:
        return ""
    zone = settings().timezone
    local = when.astimezone(zone)
    days = (local.date() - (now or clock.now()).astimezone(zone).date()).days
    said = {0: N_("%(hour)s วันนี้"), 1: N_("%(hour)s พรุ่งนี้")}.get(days, N_("%(hour)s วันที่ %(day)s"))
    return str(gettext(said, hour=f"{local:%H:%M}", day=short_date(when)))


def _local(when: date | datetime) -> date:
    return when.astimezone(settings().timezone).date() if isinstance(when, datetime) else when


def ago(when: datetime | None, now: datetime | None = None) -> str:
    """How long since `when`, in words: `3 ชม. 12 นาที`, or in English `3 hr`; empty for None."""
    if when is None:
        return ""
    elapsed = (now or clock.now()) - when
    return thai.duration(elapsed) if is_thai() else _in_short(elapsed)


def _in_short(elapsed: timedelta) -> str:
    return str(format_timedelta(elapsed, format="short", locale=get_locale()))


def month_title(month: str) -> str:
    """`2026-10` as `ตุลาคม 2569` or `October 2026`."""
    if is_thai():
        return thai.month_title(month)
    year, number = thai.parse_month(month)
    return str(format_date(date(year, number, 1), "MMMM yyyy"))


def number(value: float | None, digits: int = 0) -> str:
    """A figure with thousands commas; a dash for a missing one, never 0."""
    return "–" if value is None else f"{value:,.{digits}f}"


def iso(when: datetime | None) -> str:
    """ISO 8601 with `Z`, for machines and `<time datetime>`."""
    return "" if when is None else when.astimezone(UTC).isoformat().replace("+00:00", "Z")


FILTERS: dict[str, Callable[..., str]] = {
    "ago": ago,
    "by_when": by_when,
    "iso": iso,
    "month_title": month_title,
    "number": number,
    "sentence": sentence,
    "short_date": short_date,
    "thai_date": thai_date,
    "thai_datetime": thai_datetime,
}


def back_to(default: str) -> str:
    """The local page that a form names in `next`, else `default`; never another site."""
    wanted = flask.request.values.get("next", "")
    return wanted if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) else default
