"""Loads the areas and the gazetteer into their tables."""

import json
from pathlib import Path

from sqlalchemy import insert, select

from crm import thai
from crm.db import db
from crm.maps.files import SHIPPED, AreaFile, read_areas, read_places
from crm.maps.models import District, GazetteerEntry, Subdistrict


def seed(folder: Path = SHIPPED) -> None:
    """Load a municipality's folder, in the caller's transaction, where there are no areas yet.

    The folder holds `districts.geojson`, `subdistricts.geojson`, `gazetteer.csv` (each plain or
    gzipped) and, for a lighter map, `districts_display.geojson` and `subdistricts_display.geojson`.
    """
    if db.session.scalar(select(District.code).limit(1)):
        return
    _insert(District, [_district(each) for each in read_areas(folder, "districts")])
    _insert(Subdistrict, [_subdistrict(each) for each in read_areas(folder, "subdistricts")])
    _insert(GazetteerEntry, _entries(folder))


def _insert(table: type, rows: list[dict[str, object]]) -> None:
    if rows:
        db.session.execute(insert(table), rows)


def _district(each: AreaFile) -> dict[str, object]:
    return {
        "code": each.area.code,
        "name_th": each.area.name_th,
        "name_en": each.area.name_en,
        "latitude": each.area.latitude,
        "longitude": each.area.longitude,
        "full_polygon": json.dumps(each.full, separators=(",", ":")),
        "display_polygon": json.dumps(each.display, separators=(",", ":")),
    }


def _subdistrict(each: AreaFile) -> dict[str, object]:
    more = {"district_code": each.area.district_code, "postal_code": each.postal_code}
    return {**_district(each), **more}


def _entries(folder: Path) -> list[dict[str, object]]:
    return [
        {
            "kind": place.kind,
            "name": place.name,
            "name_folded": thai.fold(place.name),
            "latitude": place.latitude,
            "longitude": place.longitude,
            "road": place.road or None,
            "district": place.district_code or None,
            "subdistrict": place.subdistrict_code or None,
            "extent": {"spread_m": place.spread_m, "name_en": place.name_en},
        }
        for place in read_places(folder)
    ]
