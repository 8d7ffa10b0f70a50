"""The problem map: its page, its script, what lies in view, and looking for a place."""

from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from crm import clock, thai, web
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.db import transaction
from crm.maps import queries, service
from crm.maps.forms import FindForm
from crm.maps.geocoder import geocoder_at
from crm.maps.views.blueprint import (
    BadMapRequest,
    asked_bounds,
    attribution,
    blueprint,
    district_polygons,
    names_in_view,
)
from crm.worksheets.models import Tag, TagKind

MONTHS_OFFERED = 24
FIRST_ZOOM = 11


@blueprint.get("/map")
@requires(Role.VIEWER)
def problem_map() -> Any:
    """The problem map, with the same in words by district."""
    tag, month, colour_by = _asked_tag(), _asked_month(), _asked_colour()
    frame = _frame()
    return render_template(
        "maps/problem_map.html",
        frame_links=frame.links,
        frame_html=frame.html,
        tag=tag,
        month=request.args.get("month", ""),
        colour_by=colour_by,
        tags=queries.filter_tags(),
        months=_recent_months(),
        legend=queries.legend(colour_by),
        districts=queries.by_district(tag, month),
        form=FindForm(),
        at=request.args.get("at", ""),
        has_tiles=bool(web.settings().tile_url),
    )


@blueprint.get("/map/frame.js")
@requires(Role.VIEWER)
def frame_script() -> Any:
    """The script that Folium wrote for the map; a file, since pages may hold no script."""
    return Response(_frame().script, mimetype="text/javascript")


@blueprint.get("/map/cells.json")
@requires(Role.VIEWER)
def cells() -> Any:
    """At most 2,000 things within `bbox` (west,south,east,north) for a `zoom`."""
    wanted = queries.MapFilter(
        bounds=asked_bounds(),
        zoom=request.args.get("zoom", FIRST_ZOOM, type=int),
        tag=_asked_tag(),
        month=_asked_month(),
        colour_by=_asked_colour(),
    )
    found = queries.things_on_map(wanted)
    return jsonify(kind=found.kind, total=found.total, things=found.things)


@blueprint.get("/map/districts.json")
@requires(Role.VIEWER)
def districts() -> Any:
    """The polygons of the districts, the base map where there is no tile server."""
    return district_polygons()


@blueprint.get("/map/names.json")
@requires(Role.VIEWER)
def names() -> Any:
    """The named places in view."""
    return names_in_view()


@blueprint.post("/map/find")
@requires(Role.VIEWER)
def find() -> Any:
    """Show the map at the place that was typed."""
    form = FindForm()
    found = _find(form.wanted) if form.validate() else None
    if found is None:
        flash(_("ไม่พบสถานที่นี้ ลองพิมพ์ชื่อซอย ถนน สถานที่สำคัญ หรือพื้นที่"), "warning")
        return redirect(url_for(".problem_map"), code=303)
    at = f"{found[0]:.6f},{found[1]:.6f}"
    return redirect(url_for(".problem_map", at=at), code=303)


def _find(wanted: str) -> tuple[float, float] | None:
    """Look in our own gazetteer, then among kept answers, then ask the geocoder if there is one."""
    if point := queries.find_point(wanted):
        return point
    url = web.settings().geocoder_url
    if not url:
        return None
    kept = queries.find_answer(wanted)
    if kept is None:
        answer = geocoder_at(url).look_up(wanted)
        with transaction():
            kept = service.keep_answer(wanted, answer, now=clock.now())
    if kept.latitude is None or kept.longitude is None:
        return None
    return kept.latitude, kept.longitude


def _frame() -> Any:
    # Folium takes most of a second to load, which only those who open the map should wait.
    from crm.maps.frame import draw

    return draw(
        queries.centre(),
        zoom=FIRST_ZOOM,
        tile_url=web.settings().tile_url,
        attribution=attribution(),
        libraries=url_for("static", filename="vendor"),
    )


def _asked_tag() -> Tag | None:
    slug = request.args.get("tag")
    if not slug:
        return None
    tag = queries.find_tag(slug)
    if tag is None:
        raise BadMapRequest
    return tag


def _asked_month() -> queries.Month | None:
    month = request.args.get("month")
    if not month:
        return None
    try:
        year, number = thai.parse_month(month)
    except ValueError as error:
        raise BadMapRequest from error
    return queries.Month(year, number, web.settings().timezone)


def _asked_colour() -> TagKind:
    return TagKind.CATEGORY if request.args.get("colour") == TagKind.CATEGORY else TagKind.STAGE


def _recent_months() -> list[str]:
    today = clock.now().astimezone(web.settings().timezone)
    newest = today.year * 12 + today.month - 1
    months = (divmod(newest - back, 12) for back in range(MONTHS_OFFERED))
    return [f"{year}-{before + 1:02}" for year, before in months]
