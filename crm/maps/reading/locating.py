"""From a point to the district and subdistrict that it lies in."""

from collections.abc import Iterable, Mapping
from typing import Any

from shapely import Point, STRtree
from shapely.geometry import shape

from crm.maps.reading.gazetteer import Area

# Rivers and borders are drawn a little differently in each layer: a point this near (in degrees,
# about 60 m) to an area that it misses by a sliver still belongs to it.
_SLIVER = 0.0006
# A soi's mouth may lie across the main road from its district: about 300 m.
_ACROSS_THE_ROAD = 0.0027


class AreaLocator:
    """Holds the full polygons of the subdistricts in a tree; some microseconds a point."""

    def __init__(self, subdistricts: Iterable[Area], polygons: Mapping[str, dict[str, Any]]):
        self._areas = [area for area in subdistricts if area.code in polygons]
        self._tree = STRtree([shape(polygons[area.code]) for area in self._areas])

    def codes_of(self, latitude: float, longitude: float) -> tuple[str, str] | None:
        """Give (district code, subdistrict code), or None outside."""
        point = Point(longitude, latitude)
        within = self._tree.query(point, predicate="intersects")
        if not len(within):
            within = self._tree.query_nearest(point, max_distance=_SLIVER)
        if not len(within):
            return None
        area = self._areas[int(within[0])]
        return area.district_code, area.code

    def districts_near(self, latitude: float, longitude: float) -> set[str]:
        """Give the codes of the districts within some 300 m."""
        point = Point(longitude, latitude)
        near = self._tree.query(point, predicate="dwithin", distance=_ACROSS_THE_ROAD)
        return {self._areas[int(index)].district_code for index in near}
