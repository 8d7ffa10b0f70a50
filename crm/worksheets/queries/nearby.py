"""Cases near a point."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from crm.db import db
from crm.worksheets.models import Worksheet

METRES_A_DEGREE = 111_320
EARTH_RADIUS = 6_371_000


@dataclass(frozen=True, slots=True)
class Near:
    """A case and how far it is from the point, in metres."""

    worksheet: Worksheet
    metres: float


def near(latitude: float, longitude: float, metres: float, limit: int = 50) -> list[Near]:
    """The cases within a distance, nearest first; the newest `limit` of a crowded place."""
    newest = (
        select(Worksheet)
        .where(inside(latitude, longitude, metres))
        .options(selectinload(Worksheet.topics))
        .order_by(Worksheet.id.desc())
        .limit(limit)
    )
    found = [
        Near(
            sheet,
            metres_between((latitude, longitude), (sheet.latitude or 0, sheet.longitude or 0)),
        )
        for sheet in db.session.scalars(newest)
    ]
    return sorted((n for n in found if n.metres <= metres), key=lambda n: n.metres)


def inside(latitude: float, longitude: float, metres: float) -> ColumnElement[bool]:
    """The condition that a case lies in the square around a point, which an index serves."""
    height = metres / METRES_A_DEGREE
    width = metres / (METRES_A_DEGREE * max(cos(radians(latitude)), 0.01))
    return Worksheet.latitude.between(latitude - height, latitude + height) & (
        Worksheet.longitude.between(longitude - width, longitude + width)
    )


def metres_between(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Great-circle distance of two points (latitude and longitude in degrees), by haversine."""
    (south, west), (north, east) = map(_in_radians, (here, there))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH_RADIUS * asin(sqrt(half))


def _in_radians(point: tuple[float, float]) -> tuple[float, float]:
    return radians(point[0]), radians(point[1])
