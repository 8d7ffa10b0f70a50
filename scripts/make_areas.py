"""Make the area and gazetteer files that ship in crm/maps/data from a folder of open data.

Usage: python scripts/make_areas.py SOURCE [TARGET]. SOURCE holds geo_bangkok and gazetteer; what
each file is and who published it stands in crm/maps/data/NOTICE.
"""

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

from _gazetteer import Codes, Place, places, read_csv

TARGET = Path(__file__).parents[1] / "crm" / "maps" / "data"


def main() -> None:
    """Write the files; say how large each is."""
    source = Path(sys.argv[1])
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else TARGET
    codes = read_codes(source)
    for level, (full, simplified) in LEVELS.items():
        write_areas(target, level, read_features(source, full), PROPERTIES[level])
        write_areas(target, f"{level}_display", read_features(source, simplified), ("code",))
    write_gazetteer(target / "gazetteer.csv.gz", places(source, codes))
    for path in sorted(target.glob("*.gz")):
        print(f"{path.name}: {path.stat().st_size:,} bytes", file=sys.stderr)  # noqa: T201


LEVELS = {
    "districts": ("bkk_khet_50.geojson", "bkk_khet_50_simplified.geojson"),
    "subdistricts": ("bkk_khwaeng_180.geojson", "bkk_khwaeng_180_simplified.geojson"),
}
PROPERTIES = {
    "districts": ("code", "name_th", "name_en", "latitude", "longitude"),
    "subdistricts": (
        "code", "district_code", "name_th", "name_en", "postal_code", "latitude", "longitude",
    ),
}  # fmt: skip


def read_codes(source: Path) -> Codes:
    """Give (district name, subdistrict name or nothing) → their codes."""
    codes = {}
    for row in read_csv(source / "geo_bangkok" / "bkk_admin_180.csv"):
        district, code = row["khet_th"], row["district_code"]
        codes[district, ""] = (code, "")
        codes[district, row["khwaeng_th"]] = (code, row["subdistrict_code"])
    return codes


def read_features(source: Path, name: str) -> Iterator[dict[str, Any]]:
    """Give the features of a GeoJSON file with the names of properties that the product uses."""
    collection = json.loads((source / "geo_bangkok" / name).read_text(encoding="utf-8"))
    for feature in collection["features"]:
        known = feature["properties"]
        known["code"] = known.get("subdistrict_code") or known["district_code"]
        known["latitude"], known["longitude"] = known["label_lat"], known["label_lon"]
        if "postal_code" in known:
            known["postal_code"] = str(known["postal_code"])
        yield feature


def write_areas(target: Path, name: str, features: Iterable[Any], kept: tuple[str, ...]) -> None:
    """Write a GeoJSON file, gzipped, with the kept properties."""
    lean = [
        {
            "type": "Feature",
            "properties": {each: feature["properties"][each] for each in kept},
            "geometry": feature["geometry"],
        }
        for feature in features
    ]
    collection = {"type": "FeatureCollection", "features": lean}
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    write_gzip(target / f"{name}.geojson.gz", text)


def write_gzip(path: Path, text: str) -> None:
    """Write the text gzipped, the same bytes each time."""
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def write_gazetteer(path: Path, rows: Iterable[Place]) -> None:
    """Write the places sorted, one a line, under the names of Place's fields."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields(Place)])
    writer.writerows(astuple(row) for row in sorted(set(rows), key=astuple))
    write_gzip(path, out.getvalue())


if __name__ == "__main__":
    main()
