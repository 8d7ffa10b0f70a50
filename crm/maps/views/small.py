"""The small map beside a case: a picture that needs no script."""

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, current_app, render_template, request

from crm.auth.guard import requires
from crm.auth.models import Role
from crm.maps.queries.small import small_map
from crm.maps.views.blueprint import ONE_DAY, BadMapRequest, blueprint

THAI = "vendor/sarabun/sarabun-thai-400-normal.woff2"
NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"


@blueprint.get("/map/small.svg")
@requires(Role.VIEWER)
def small() -> Any:
    """What lies around the point `at` (latitude,longitude)."""
    try:
        latitude, longitude = map(float, request.args.get("at", "").split(","))
    except ValueError as error:
        raise BadMapRequest from error
    if not (-80 <= latitude <= 80 and -180 <= longitude <= 180):
        raise BadMapRequest
    drawing = render_template("maps/small.svg", map=small_map(latitude, longitude), font=_font())
    answer = Response(drawing, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = ONE_DAY
    answer.headers["Content-Security-Policy"] = NOTHING_ELSE
    return answer


@cache
def _font() -> str:
    """Our own typeface, which a picture has to bring along."""
    return b64encode((Path(str(current_app.static_folder)) / THAI).read_bytes()).decode("ascii")
