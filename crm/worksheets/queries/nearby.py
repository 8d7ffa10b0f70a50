"""Cases near a point."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from sqlalchemy import select
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
    height = metres / METRES_A_DEGREE
    width = metres / (METRES_A_DEGREE * max(cos(radians(latitude)), 0.01))
    inside = (
        select(Worksheet)
        .where(
            Worksheet.latitude.between(latitude - height, latitude + height),
            Worksheet.longitude.between(longitude - width, longitude + width),
        )
        .options(selectinload(Worksheet.topics))
        .order_by(Worksheet.id.desc())
        .limit(limit)
    )
    found = [
        Near(sheet, _distance(sheet, latitude, longitude)) for sheet in db.session.scalars(inside)
    ]
    return sorted((n for n in found if n.metres <= metres), key=lambda n: n.metres)


def _distance(sheet: Worksheet, latitude: float, longitude: float) -> float:
    """Great-circle distance by the haversine formula."""
    there = radians(sheet.latitude or 0), radians(sheet.longitude or 0)
    here = radians(latitude), radians(longitude)
    half = sin((there[0] - here[0]) / 2) ** 2
    half += cos(here[0]) * cos(there[0]) * sin((there[1] - here[1]) / 2) ** 2
    return 2 * EARTH_RADIUS * asin(sqrt(half))
