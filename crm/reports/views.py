"""The report pages: months, one month, the rows behind a number, files, baselines."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock, thai
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.db import transaction
from crm.languages import is_thai
from crm.reports import queries, report, service
from crm.reports.figures import behind, followers, period
from crm.reports.figures.baselines import all_baselines
from crm.reports.figures.catalogue import get_figure
from crm.reports.figures.figure import Count
from crm.reports.figures.words import TAG_KINDS, UNKNOWN
from crm.reports.formats.speech import MINUTE, english_length
from crm.reports.forms import KIND_NAMES, BaselineForm
from crm.reports.models import BaselineKind
from crm.web import settings

blueprint = Blueprint("reports", __name__)


@blueprint.app_template_filter("length_of_time")
def length_of_time(seconds: float | None) -> str:
    """Seconds in words, `3 ชม. 12 นาที`; a dash for a missing length, never 0."""
    if seconds is None:
        return "–"
    if seconds < MINUTE:
        return str(_("%(n)s วินาที", n=round(seconds, 1)))
    length = timedelta(seconds=seconds)
    return thai.duration(length) if is_thai() else english_length(length)


@blueprint.get("/reports")
def months() -> Any:
    """Every month that has figures, and the reports that were kept."""
    return render_template(
        "reports/months.html",
        months=queries.months(settings().timezone, now=clock.now()),
        kept=queries.kept_reports(),
    )


@blueprint.get("/reports/<month>")
def month(month: str) -> Any:
    """The figures of one month."""
    page_id = request.args.get("page", type=int)
    built = report.build(month, page_id=page_id, now=clock.now())
    return render_template(
        "reports/month.html",
        report=built,
        page_id=page_id,
        pages=queries.pages(),
        kept=queries.kept_reports(built.month),
        tag_kinds=TAG_KINDS,
        busiest=max((day.value for day in built.days), default=0),
        is_thai=is_thai(),
    )


@blueprint.get("/reports/<month>.<any(json, xlsx, pdf, csv):format>")
def download(month: str, format: str) -> Response:
    """The month as a file, as it is counted now."""
    page_id = request.args.get("page", type=int)
    built = report.build(month, page_id=page_id, now=clock.now())
    return _file(report.as_file(built.content(), format), built.month, format)


@blueprint.post("/reports/<month>/kept")
@requires(Role.SUPERVISOR)
def keep(month: str) -> Any:
    """Keep the month's report as it is given out."""
    page_id = request.form.get("page", type=int)
    with transaction():
        built = report.build(month, page_id=page_id, now=clock.now())
        service.keep(built, by=current_user, now=clock.now())
    flash(_("เก็บรายงานฉบับนี้ไว้แล้ว ดาวน์โหลดได้ในรายการ “ฉบับที่เก็บไว้”"))
    return redirect(url_for(".month", month=built.month, page=page_id), code=303)


@blueprint.get("/reports/kept/<int:snapshot_id>.<any(json, xlsx, pdf, csv):format>")
def kept_file(snapshot_id: int, format: str) -> Response:
    """A kept report as a file, exactly as it was given out."""
    snapshot = queries.get_kept_report(snapshot_id)
    name = f"{snapshot.month}-{snapshot.id}"
    return _file(report.as_file(snapshot.content, format), name, format)


def _file(content: bytes, name: str, format: str) -> Response:
    file = Response(content, content_type=report.CONTENT_TYPES[format])
    file.headers["Content-Disposition"] = f"attachment; filename=rongtook-{name}.{format}"
    return file


@blueprint.get("/reports/<month>/<slug>")
def rows(month: str, slug: str) -> Any:
    """The rows behind one figure."""
    page_id = request.args.get("page", type=int)
    asked = period.parse(month, settings().timezone, now=clock.now(), page_id=page_id)
    figure = get_figure(slug)
    part = request.args.get("tag", request.args.get("part"))
    found = behind.rows_behind(
        figure,
        asked,
        part=part,
        before=request.args.get("before", type=int),
        masked=not current_user.may_act_as(Role.AGENT),
    )
    return render_template(
        "reports/rows.html",
        period=asked,
        figure=figure,
        part=part,
        part_name=_part_name(figure, part),
        found=found,
        total=behind.count_rows(figure, asked, part),
        page_id=page_id,
    )


def _part_name(figure: Any, part: str | None) -> str | None:
    if part is None or not isinstance(figure, Count):
        return None
    return (figure.parts or {}).get(part, part) or UNKNOWN


@blueprint.get("/reports/<month>/followers")
def follower_counts(month: str) -> Any:
    """The daily counts that the followers of a month rest on."""
    page_id = request.args.get("page", type=int)
    asked = period.parse(month, settings().timezone, now=clock.now(), page_id=page_id)
    return render_template(
        "reports/followers.html",
        period=asked,
        counters=followers.counters(asked),
        names={page.id: page.name for page in queries.pages()},
    )


@blueprint.get("/reports/baselines")
def baselines() -> Any:
    """The figures from before."""
    return _baselines_page(_baseline_form(), 200)


@blueprint.post("/reports/baselines")
@requires(Role.SUPERVISOR)
def add_baseline() -> Any:
    """Type a figure from before in."""
    form = _baseline_form()
    if not form.validate():
        return _baselines_page(form, 400)
    pages = {page.id: page for page in queries.pages()}
    with transaction():
        service.add_baseline(
            BaselineKind(form.kind.data),
            form.value.data or 0.0,
            observed_on=form.observed_on.data or clock.now().date(),
            page=pages.get(form.page_id.data),
            note=form.note.data or "",
            by=current_user,
            now=clock.now(),
        )
    flash(_("บันทึกค่าตั้งต้นแล้ว"))
    return redirect(url_for(".baselines"), code=303)


def _baseline_form() -> BaselineForm:
    form = BaselineForm()
    form.kind.choices = [(kind.value, _(name)) for kind, name in KIND_NAMES.items()]
    form.page_id.choices = [(0, _("ทุกเพจ")), *((p.id, p.name) for p in queries.pages())]
    return form


def _baselines_page(form: BaselineForm, status: int) -> Any:
    page = render_template(
        "reports/baselines.html", form=form, baselines=all_baselines(), kind_names=KIND_NAMES
    )
    return page, status
