"""What the map and the reading of places ask the database."""

from crm.maps.queries.areas import (
    AreasAt,
    areas_at,
    centre,
    districts,
    districts_geojson,
    find_answer,
    find_guess,
    find_point,
    gazetteer,
    names_in,
    surest_guess,
)
from crm.maps.queries.problems import (
    ALL_TAGS,
    MapFilter,
    MapThings,
    Month,
    by_district,
    filter_tags,
    find_tag,
    legend,
    things_on_map,
)

__all__ = [
    "ALL_TAGS",
    "MapFilter",
    "MapThings",
    "Month",
    "AreasAt",
    "areas_at",
    "by_district",
    "centre",
    "districts",
    "districts_geojson",
    "find_answer",
    "find_guess",
    "surest_guess",
    "find_point",
    "filter_tags",
    "find_tag",
    "gazetteer",
    "legend",
    "names_in",
    "things_on_map",
]
