"""Reads the area files: polygons and names of districts, and the gazetteer; see data/NOTICE.

Another municipality gives a folder with files of the same names and columns.
"""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm.maps.reading.gazetteer import Area, Gazetteer, Place
from crm.maps.reading.locating import AreaLocator

SHIPPED = Path(__file__).parent / "data"


@dataclass(frozen=True)
class AreaFile:
    """An area with its polygons as GeoJSON geometries: the full one, and the one for display."""

    area: Area
    postal_code: str
    full: dict[str, Any]
    display: dict[str, Any]


def read_gazetteer(folder: Path = SHIPPED) -> Gazetteer:
    """Build the gazetteer of a folder, with its locator."""
    districts = read_areas(folder, "districts")
    subdistricts = read_areas(folder, "subdistricts")
    shapes = {each.area.code: each.full for each in subdistricts}
    return Gazetteer(
        districts=tuple(each.area for each in districts),
        subdistricts=tuple(each.area for each in subdistricts),
        places=tuple(read_places(folder)),
        locator=AreaLocator([each.area for each in subdistricts], shapes),
    )


def read_areas(folder: Path, level: str) -> list[AreaFile]:
    """Read "districts" or "subdistricts"; without a display file the full polygons are shown."""
    display = {
        feature["properties"]["code"]: feature["geometry"]
        for feature in _features(folder, f"{level}_display")
    }
    return [
        _area_file(feature["properties"], feature["geometry"], display)
        for feature in _features(folder, level)
    ]


def read_places(folder: Path) -> Iterator[Place]:
    """Read the gazetteer file, a place a line."""
    text = _text(folder, "gazetteer.csv") or ""
    for row in csv.DictReader(io.StringIO(text)):
        yield Place(
            kind=row["kind"],
            name=row["name"],
            name_en=row["name_en"],
            road=row["road"],
            district_code=row["district_code"],
            subdistrict_code=row["subdistrict_code"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            spread_m=int(row["spread_m"]),
        )


def _area_file(
    properties: dict[str, Any], full: dict[str, Any], display: dict[str, dict[str, Any]]
) -> AreaFile:
    area = Area(
        code=properties["code"],
        name_th=properties["name_th"],
        name_en=properties["name_en"],
        latitude=properties["latitude"],
        longitude=properties["longitude"],
        district_code=properties.get("district_code", ""),
    )
    postal_code = properties.get("postal_code", "")
    return AreaFile(area, postal_code, full, display.get(area.code, full))


def _features(folder: Path, name: str) -> list[dict[str, Any]]:
    text = _text(folder, f"{name}.geojson")
    features: list[dict[str, Any]] = json.loads(text)["features"] if text else []
    return features


def _text(folder: Path, name: str) -> str | None:
    plain, packed = folder / name, folder / f"{name}.gz"
    if plain.exists():
        return plain.read_text(encoding="utf-8-sig")
    if packed.exists():
        return gzip.decompress(packed.read_bytes()).decode("utf-8-sig")
    return None
