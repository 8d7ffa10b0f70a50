"""The blueprint that the map's views are registered on."""

from flask import Blueprint, Response, g, jsonify, request

from crm import languages, web
from crm.errors import N_, CrmError
from crm.maps import queries

blueprint = Blueprint("maps", __name__)


class BadMapRequest(CrmError):
    """The map asked for an area, a tag or a month that can't be."""

    sentence = N_("คำขอของแผนที่ไม่ถูกต้อง กรุณาโหลดหน้าใหม่")


@blueprint.app_template_filter("district_named")
def district_named(name_th: str) -> str:
    """The name of a district in the page's language, or as it stands where it isn't known."""
    if languages.is_thai():
        return name_th
    if "district_names" not in g:
        g.district_names = {area.name_th: area.name_en for area in queries.gazetteer().districts}
    return str(g.district_names.get(name_th, name_th))


ONE_DAY = "private, max-age=86400"


def district_polygons() -> Response:
    """The districts as GeoJSON, which a browser may keep for a day."""
    polygons = Response(queries.districts_geojson(), mimetype="application/geo+json")
    polygons.headers["Cache-Control"] = ONE_DAY
    return polygons


def names_in_view() -> Response:
    """The named places within `bbox` (west,south,east,north), to find one's way without tiles."""
    return jsonify(queries.names_in(asked_bounds()))


def asked_bounds() -> tuple[float, float, float, float]:
    """The bounds that the map asks for; raises BadMapRequest."""
    try:
        west, south, east, north = map(float, request.args.get("bbox", "").split(","))
    except ValueError as error:
        raise BadMapRequest from error
    return west, south, east, north


def attribution() -> str:
    """Who is named beside the tiles, if there is a tile server."""
    host = web.settings().tile_url.split("/")[2:3]
    return f"© OpenStreetMap contributors, {host[0]}" if host else ""
