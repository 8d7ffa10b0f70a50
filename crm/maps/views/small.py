"""The small map beside a case: a picture that needs no script."""

from typing import Any

from flask import Response, render_template, request

from crm.auth.guard import requires
from crm.auth.models import Role
from crm.maps.queries.small import small_map
from crm.maps.views.blueprint import ONE_DAY, BadMapRequest, blueprint


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
    drawing = render_template("maps/small.svg", map=small_map(latitude, longitude))
    answer = Response(drawing, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = ONE_DAY
    return answer
