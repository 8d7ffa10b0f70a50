"""The rows of the gazetteer: roads, sois and landmarks, mostly out of the names of stops."""

import csv
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, median

from _place_names import LANDMARK, NO_ROADS, SPELLINGS, TYPED_DISTRICTS, TYPED_ROADS

Codes = dict[tuple[str, str], tuple[str, str]]
WIDEST_SOI_M = 2_500
WIDEST_LANDMARK_M = 900
HOME = "กรุงเทพมหานคร"


@dataclass(frozen=True)
class Place:
    """A row of the gazetteer file; a road has one for each district that it crosses."""

    kind: str
    name: str
    name_en: str
    road: str
    district_code: str
    subdistrict_code: str
    latitude: float
    longitude: float
    spread_m: int = 0


def places(source: Path, codes: Codes) -> Iterator[Place]:
    """Give every named place of the source."""
    folder = source / "gazetteer"
    stops = read_csv(folder / "bkk_transit_stops_namtang.csv")
    communities = read_csv(folder / "bkk_communities.csv")
    hospitals = read_csv(folder / "bkk_hospitals.csv")
    schools = read_csv(folder / "bkk_schools_osm.csv")
    roads = list(road_places(stops, codes))
    bases = soi_bases(roads, read_csv(folder / "bkk_sois_derived.csv"))
    yield from roads
    yield from typed_roads(roads)
    yield from among_neighbours(soi_places([*stops, *communities, *schools], bases, codes))
    yield from stop_places(stops, codes)
    yield from named("community", communities, "community_th", codes)
    yield from named("hospital", hospitals, "hospital_th", codes)
    yield from named("school", schools, "name_th", codes)
    yield from typed_districts(codes)
    for row in read_csv(source / "geo_bangkok" / "th_provinces_77.csv"):
        if row["name_th"] != HOME:
            yield Place("elsewhere", row["name_th"], row["name_en"], "", "", "", 0.0, 0.0)


def typed_districts(codes: Codes) -> Iterator[Place]:
    """Give the districts under names that people type for them; the point doesn't count."""
    for typed, proper in TYPED_DISTRICTS.items():
        yield Place("district", typed, "", "", codes[proper, ""][0], "", 0.0, 0.0)


def road_places(stops: list[dict[str, str]], codes: Codes) -> Iterator[Place]:
    """Give each road once for each district in which it has stops."""
    groups = defaultdict(list)
    for stop in stops:
        road = clean_road(stop["road_th"])
        if road and stop["polygon_khet"]:
            groups[road, stop["polygon_khet"]].append(located("road", road, stop, codes))
    for (road, _), group in groups.items():
        yield replace(middle(group), road=road, subdistrict_code="")


def clean_road(written: str) -> str:
    """Give the road's name without directions, notes, and names that ran into it."""
    name = re.sub(r"\(.*?\)?$|ขา(เข้า|ออก).*", "", written.split("ถนน")[-1])
    name = re.sub(r"^\d+|.*\)|ทางบริการ.*|\s+$", "", name).strip(" -")
    name = re.sub(r"\s*สาย\s*(\d)", r" สาย \1", name)
    name = SPELLINGS.get(name, name)
    return name if len(name) > 2 and name not in NO_ROADS else ""


def typed_roads(roads: list[Place]) -> Iterator[Place]:
    """Give the roads again under the names that people type for them."""
    for typed, proper in TYPED_ROADS.items():
        for road in roads:
            if road.name == proper:
                yield replace(road, name=typed)


def soi_bases(roads: list[Place], derived: list[dict[str, str]]) -> list[str]:
    """Give the names that sois are numbered under, the longest first."""
    names = {road.name for road in roads}
    names |= {re.sub(r"[\s.]*\d[\d/]*$", "", row["soi_th"]).strip() for row in derived}
    return sorted((name for name in names if len(name) > 3), key=len, reverse=True)


def soi_places(rows: list[dict[str, str]], bases: list[str], codes: Codes) -> Iterator[Place]:
    """Give the numbered sois that are named in stops, communities and schools, where they agree."""
    pattern = re.compile(
        rf"({'|'.join(map(re.escape, bases))})\s*(?:ซอย|ซ\.)?\s*(\d+(?:/\d+)?)(?![\d.])"
    )
    groups = defaultdict(list)
    for row in rows:
        written = " ".join(row.get(each, "") for each in SOI_WRITTEN_IN)
        for typed, number in set(pattern.findall(written)):
            road = SPELLINGS.get(typed, typed)
            if row["polygon_khet"]:
                name = f"{road} ซอย {number}" if road[-1].isdigit() else f"{road} {number}"
                groups[name].append(replace(located("soi", name, row, codes), road=road))
    for group in groups.values():
        soi = middle(without_strays(group))
        if soi.spread_m <= WIDEST_SOI_M:
            yield soi


def among_neighbours(sois: Iterable[Place]) -> Iterator[Place]:
    """Drop a soi that lies far from most sois of its road with nearby numbers."""
    known = [(soi, int(re.findall(r"\d+", soi.name)[-1 - ("/" in soi.name)])) for soi in sois]
    for soi, number in known:
        beside = [
            other for other, its in known if other.road == soi.road and abs(its - number) <= 8
        ]
        near = [other for other in beside if metres(other, soi.latitude, soi.longitude) <= 2_500]
        if 2 * len(near) >= len(beside):
            yield soi


def without_strays(group: list[Place]) -> list[Place]:
    """Leave out what lies far from most of the group: a stop that only mentions the soi."""
    latitude = median(place.latitude for place in group)
    longitude = median(place.longitude for place in group)
    near = [place for place in group if metres(place, latitude, longitude) <= WIDEST_SOI_M / 4]
    return near or group


SOI_WRITTEN_IN = ("name_th", "address_prefix", "community_th")


def stop_places(stops: list[dict[str, str]], codes: Codes) -> Iterator[Place]:
    """Give stations and piers, and what bus stops are named after, where it is one place."""
    groups = defaultdict(list)
    for stop in stops:
        for name in stop_names(stop["name_th"]):
            kind = "soi" if name.startswith("ซอย") else STOP_KINDS[stop["kind"]]
            groups[kind, name].append(located(kind, name, stop, codes))
    for group in groups.values():
        place = middle(group)
        if place.spread_m <= WIDEST_LANDMARK_M:
            yield place


STOP_KINDS = {
    "bts": "station",
    "mrt": "station",
    "train": "station",
    "airport_rail": "station",
    "brt": "station",
    "pier": "pier",
    "bus_stop": "stop",
}


def stop_names(written: str) -> Iterator[str]:
    """Give the places that a stop is named after, without where it stands to them."""
    written = re.sub(r"\(.*?[\])]|\[.*?[\])]|\.\.+", "", written)
    for part in re.split(r"[,/]", written):
        name = re.sub(r"^(ตรงข้าม|ก่อนถ[ึี]ง|ปาก|เลย|หลัง|หน้า|ข้าง)+(?!พระ)", "", part.strip())
        if LANDMARK.match(name) and not re.search(r"\d$", name):
            yield name


def named(kind: str, rows: list[dict[str, str]], column: str, codes: Codes) -> Iterator[Place]:
    """Give the rows with a name as places of one kind."""
    for row in rows:
        name = " ".join(row[column].split())
        if len(name) > 3 and row["polygon_khet"]:
            yield located(kind, name, row, codes)


def located(kind: str, name: str, row: dict[str, str], codes: Codes) -> Place:
    """Give a place where the row's point is."""
    beside = codes.get((row["polygon_khet"], ""), ("", ""))
    district, subdistrict = codes.get((row["polygon_khet"], row["polygon_khwaeng"]), beside)
    return Place(
        kind=kind,
        name=name,
        name_en=row.get("name_en", "") if kind == "station" else "",
        road="",
        district_code=district,
        subdistrict_code=subdistrict,
        latitude=round(float(row["lat"]), 6),
        longitude=round(float(row["lon"]), 6),
    )


def middle(group: list[Place]) -> Place:
    """Give the one nearest to the mean of the group, which lies on the road as the mean may not."""
    latitude = mean(place.latitude for place in group)
    longitude = mean(place.longitude for place in group)
    distances = {place: metres(place, latitude, longitude) for place in group}
    nearest = min(group, key=lambda place: distances[place])
    return replace(nearest, spread_m=round(max(distances.values())))


def metres(place: Place, latitude: float, longitude: float) -> float:
    """Give the distance on a plane, which is right to a few metres within a city."""
    north = (place.latitude - latitude) * 110_600
    east = (place.longitude - longitude) * 111_320 * math.cos(math.radians(latitude))
    return math.hypot(north, east)


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read a whole CSV file with a header."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
