"""The one place that knows every module: blueprints, listeners, the job timetable, the channels."""

import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from flask import Flask, has_request_context, redirect, session, url_for
from flask_babel import Babel
from flask_login import current_user
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response

from crm import clock, config, jobs, languages, web
from crm.api import health as api_health
from crm.api import views as api_views
from crm.auth import guard
from crm.auth import views as auth_views
from crm.config import Settings
from crm.console import jobs as console_jobs
from crm.console import views as console_views
from crm.console.views.quiet import Quiet
from crm.customers import models as customers_models  # noqa: F401
from crm.db import db, transaction
from crm.graph import files as graph_files
from crm.graph import jobs as graph_jobs
from crm.graph import listeners as graph_listeners
from crm.graph import models as graph_models  # noqa: F401
from crm.graph import service as graph_service
from crm.graph import views as graph_views
from crm.graph.channel import FacebookChannel
from crm.jobs import Job
from crm.maps import jobs as maps_jobs
from crm.maps import listeners as maps_listeners
from crm.maps import models as maps_models  # noqa: F401
from crm.maps import seed as maps_seed
from crm.maps import views as maps_views
from crm.maps.files import SHIPPED
from crm.pagelink import channels, moderating, outbox
from crm.pagelink import jobs as pagelink_jobs
from crm.pagelink import listeners as pagelink_listeners
from crm.pagelink import models as pagelink_models  # noqa: F401
from crm.pagelink import views as pagelink_views
from crm.reports import listeners as reports_listeners
from crm.reports import models as reports_models  # noqa: F401
from crm.reports import views as reports_views
from crm.search import models as search_models  # noqa: F401
from crm.search import views as search_views
from crm.worksheets import jobs as worksheets_jobs
from crm.worksheets import listeners as worksheets_listeners
from crm.worksheets import models as worksheets_models  # noqa: F401
from crm.worksheets import seed as worksheets_seed
from crm.worksheets import views as worksheets_views
from crm.worksheets.service import PHOTOS

PACKAGE = Path(__file__).resolve().parent
LARGEST_BODY = 12 * 1024 * 1024

BLUEPRINTS = (
    api_health.blueprint,
    api_views.blueprint,
    auth_views.blueprint,
    console_views.blueprint,
    graph_views.blueprint,
    maps_views.blueprint,
    pagelink_views.blueprint,
    reports_views.blueprint,
    search_views.blueprint,
    worksheets_views.blueprint,
)
CALLED_BY_SOFTWARE = (api_views.blueprint, graph_views.blueprint)
LISTENERS: tuple[Callable[[], None], ...] = (
    graph_listeners.listen,
    maps_listeners.listen,
    pagelink_listeners.listen,
    reports_listeners.listen,
    worksheets_listeners.listen,
)
SEEDS = ((maps_seed.seed, SHIPPED), (worksheets_seed.seed, worksheets_seed.BANGKOK))


def timetable(settings: Settings) -> tuple[Job, ...]:
    """Everything that runs by itself, and how often (seconds)."""
    return (
        Job("consider", 5, console_jobs.consider_messages),
        Job("count pages", 3600, graph_jobs.count_pages),
        Job("fetch attachments", 30, _fetch_attachments(settings)),
        Job("forget old runs", 24 * 3600, jobs.forget_old_runs),
        Job("learn tags", 3600, lambda: worksheets_jobs.learn_tags(clock.now())),
        Job("look after subscriptions", 3600, graph_jobs.look_after_subscriptions),
        Job("moderate", 2, lambda: moderating.moderate_due(clock.now)),
        Job("poll", settings.poll_seconds, graph_jobs.poll_pages),
        Job("purge webhooks", 24 * 3600, graph_jobs.purge_webhooks),
        Job("send", 2, lambda: outbox.send_due(clock.now())),
        Job("webhooks", 2, graph_jobs.take_in_webhooks),
        Job(maps_jobs.COUNTING, 60, lambda: maps_jobs.count_squares(settings.timezone)),
    )


def _fetch_attachments(settings: Settings) -> Callable[[], dict[str, int]]:
    fetch = graph_files.fetcher(graph_service.address_of(settings))
    folder = settings.data_dir / pagelink_jobs.FOLDER
    return lambda: pagelink_jobs.fetch_attachments(fetch, folder, now=clock.now())


def build_app(environ: Mapping[str, str] | None = None) -> Flask:
    """Put the whole application together."""
    settings = config.load(environ)
    app = Flask(
        "crm",
        root_path=str(PACKAGE),
        template_folder=str(web.templates_folder()),
        static_folder="static",
        static_url_path=f"/static/{web.static_version(PACKAGE / 'static')}",
    )
    app.jinja_environment = web.PlainEnvironment
    app.config.update(_flask_config(settings))
    csrf = CSRFProtect(app)
    db.init_app(app)
    Migrate(app, db, directory=str(PACKAGE / "migrations"), render_as_batch=True)
    Babel(app, locale_selector=_locale(settings))
    languages.install(app)
    guard.install(app)
    web.install(app)
    _register(app, csrf)
    photos = settings.data_dir / PHOTOS
    channels.register("facebook", FacebookChannel(graph_service.address_of(settings), photos))
    app.wsgi_app = Quiet(app)  # type: ignore[method-assign]
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings.database_url),
        "BABEL_DEFAULT_LOCALE": settings.locale,
        "BABEL_TRANSLATION_DIRECTORIES": str(PACKAGE / "translations"),
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": settings.public_url.startswith("https://"),
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
        "WTF_CSRF_TIME_LIMIT": None,
    }


def _engine_options(url: str) -> dict[str, object]:
    """psycopg prepares only what asks for it (`PLANNED_ONCE`): one plan would spoil the search."""
    if url.startswith("postgresql"):
        return {"connect_args": {"prepare_threshold": sys.maxsize}}
    return {}


def _locale(settings: Settings) -> Callable[[], str]:
    def chosen() -> str:
        if not has_request_context():
            return settings.locale
        own = current_user.locale if current_user and current_user.is_authenticated else None
        return str(session.get("language") or own or settings.locale)

    return chosen


def _register(app: Flask, csrf: CSRFProtect) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for blueprint in CALLED_BY_SOFTWARE:
        csrf.exempt(blueprint)
    for listen in LISTENERS:
        listen()
    app.add_url_rule("/", "home", _home)


def _home() -> Response:
    return redirect(url_for("console.inbox"))


def seed(folder: Path | None = None) -> None:
    """Load what a new installation starts with (words, tags, topics, replies, areas), once.

    `folder` holds another municipality's files in place of Bangkok's.
    """
    for load, shipped in SEEDS:
        with transaction():
            load(folder or shipped)
