"""The squares in which the map counts cases: about 64 pixels wide at each zoom."""

from math import asinh, floor, pi, radians, tan

# Squares are the tiles of the web map two levels below the zoom shown.
FINER = 2
FIRST_ZOOM, LAST_ZOOM = 5, 15
ZOOMS = range(FIRST_ZOOM, LAST_ZOOM + 1)
_NORTHERNMOST = 85.0


def cell_of(latitude: float, longitude: float, zoom: int) -> str:
    """Give the square of a point (degrees, WGS 84) at a zoom of the map, as "x/y"."""
    across = 2 ** (zoom + FINER)
    held = radians(max(min(latitude, _NORTHERNMOST), -_NORTHERNMOST))
    x = floor((longitude + 180) / 360 * across)
    y = floor((1 - asinh(tan(held)) / pi) / 2 * across)
    return f"{min(x, across - 1)}/{y}"


def finest_cell(latitude: float, longitude: float) -> str:
    """Give the square that a case keeps: the one of the last zoom at which squares are shown."""
    return cell_of(latitude, longitude, LAST_ZOOM)
