"""A small picture of where a point lies: outlines of the districts, names near by, a pin."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians

from sqlalchemy import select

from crm.db import db
from crm.maps.models import District
from crm.maps.queries.areas import names_in

WIDTH, HEIGHT = 320, 160
HALF_WIDE = 0.014
"""Degrees of latitude from the pin to the picture's sides, about a kilometre and a half."""
LETTER, LINE = 6.5, 16
MOST_NAMES = 6
PIN = (WIDTH / 2 - 14, HEIGHT / 2 - 26, WIDTH / 2 + 14, HEIGHT / 2 + 6)

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class SmallMap:
    """What is drawn, in pixels: outlines as SVG paths, names with their left ends, the middle."""

    outlines: list[str]
    names: list[tuple[float, float, str]]
    width: int = WIDTH
    height: int = HEIGHT


def small_map(latitude: float, longitude: float) -> SmallMap:
    """The surroundings of a point (degrees, WGS 84), which lies in the middle."""
    scale = WIDTH / 2 / HALF_WIDE
    shrunk = cos(radians(latitude))

    def drawn(at: float, on: float) -> Point:
        across = WIDTH / 2 + (on - longitude) * shrunk * scale
        return round(across, 1), round(HEIGHT / 2 - (at - latitude) * scale, 1)

    high, wide = HEIGHT / 2 / scale, HALF_WIDE / shrunk
    bounds = (longitude - wide, latitude - high, longitude + wide, latitude + high)
    rings = [[drawn(at, on) for on, at, *_height in ring] for ring in _rings()]
    names = [(*drawn(at, on), name) for at, on, _kind, name in names_in(bounds)]
    return SmallMap([_path(ring) for ring in rings if _is_seen(ring)], _readable(names))


def _rings() -> Iterator[Sequence[Sequence[float]]]:
    for text in db.session.scalars(select(District.display_polygon)):
        shape = json.loads(text)
        polygons = shape["coordinates"]
        for polygon in [polygons] if shape["type"] == "Polygon" else polygons:
            yield from polygon


def _is_seen(ring: Sequence[Point]) -> bool:
    across, down = [x for x, _ in ring], [y for _, y in ring]
    return min(across) < WIDTH and max(across) > 0 and min(down) < HEIGHT and max(down) > 0


def _path(ring: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in ring) + "Z"


def _readable(names: Sequence[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    """The first names count most; one that would lie over another, or over the pin, is left out."""
    taken: list[Box] = [PIN]
    shown = []
    for x, y, name in names:
        box = (x - 6, y - LINE / 2, x + 6 + LETTER * len(name), y + LINE / 2)
        if box[0] < 0 or box[2] > WIDTH or box[1] < 0 or box[3] > HEIGHT or _overlaps(box, taken):
            continue
        taken.append(box)
        shown.append((x, y, name))
    return shown[:MOST_NAMES]


def _overlaps(box: Box, taken: Sequence[Box]) -> bool:
    left, top, right, bottom = box
    return any(left < x2 and x1 < right and top < y2 and y1 < bottom for x1, y1, x2, y2 in taken)
