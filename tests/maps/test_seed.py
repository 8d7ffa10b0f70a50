"""The areas and the gazetteer in their tables."""

import csv
import json
from pathlib import Path

from sqlalchemy import delete, func, select

from crm.db import db, transaction
from crm.maps import queries
from crm.maps.models import District, GazetteerEntry, Subdistrict
from crm.maps.reading.places import read_place
from crm.maps.seed import seed

SQUARE = [[[101.0, 15.0], [101.1, 15.0], [101.1, 15.1], [101.0, 15.1], [101.0, 15.0]]]


def counts() -> list[int | None]:
    tables = (District, Subdistrict, GazetteerEntry)
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_a_new_installation_has_its_districts(app):
    districts, subdistricts, entries = counts()
    assert (districts, subdistricts) == (50, 180)
    assert entries > 6_000


def test_seeding_again_adds_nothing(app):
    before = counts()
    with transaction():
        seed()
    assert counts() == before


def test_districts_stand_in_dictionary_order(app):
    names = [district.name_th for district in queries.districts()]
    assert names.index("ดินแดง") < names.index("บางแค") < names.index("บางรัก")
    assert names[0] == "คลองเตย"


def test_the_gazetteer_of_the_tables_reads_as_the_shipped_one(app):
    reading = read_place("ซ.ลาดพร้าว ๗๑ น้ำท่วม", queries.gazetteer())
    assert (reading.soi, reading.district) == ("ลาดพร้าว 71", "วังทองหลาง")


def test_another_municipality_brings_its_own_files(app, tmp_path: Path):
    write_municipality(tmp_path)
    with transaction():
        for table in (GazetteerEntry, Subdistrict, District):
            db.session.execute(delete(table))
        seed(tmp_path)
    reading = read_place("ซอยร่มเย็น 3 ตำบลหนองน้ำ", queries.gazetteer())
    assert (reading.district, reading.subdistrict) == ("เมืองตัวอย่าง", "หนองน้ำ")
    assert reading.soi == "ร่มเย็น 3"
    assert queries.areas_at(15.05, 101.05).district.name_en == "Mueang Tua Yang"
    assert queries.areas_at(13.75, 100.5) is None


def write_municipality(folder: Path) -> None:
    point = {"latitude": 15.05, "longitude": 101.05}
    district = {"code": "9901", "name_th": "เมืองตัวอย่าง", "name_en": "Mueang Tua Yang", **point}
    subdistrict = {
        "code": "990101",
        "district_code": "9901",
        "name_th": "หนองน้ำ",
        "name_en": "Nong Nam",
        "postal_code": "99000",
        **point,
    }
    for name, properties in (("districts", district), ("subdistricts", subdistrict)):
        shape = {"type": "Polygon", "coordinates": SQUARE}
        feature = {"type": "Feature", "properties": properties, "geometry": shape}
        text = json.dumps({"type": "FeatureCollection", "features": [feature]})
        (folder / f"{name}.geojson").write_text(text, encoding="utf-8")
    soi = {"kind": "soi", "name": "ร่มเย็น 3", "name_en": "", "road": "ร่มเย็น", "spread_m": 0}
    codes = {"district_code": "9901", "subdistrict_code": "990101"}
    with (folder / "gazetteer.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, [*soi, *codes, *point])
        writer.writeheader()
        writer.writerow({**soi, **codes, **point})
