"""Districts, and the gazetteer in memory."""

import json
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import load_only

from crm import thai
from crm.db import db
from crm.maps.files import read_gazetteer
from crm.maps.models import (
    District,
    GazetteerEntry,
    GeocodeAnswer,
    PlaceGuess,
    Subdistrict,
)
from crm.maps.reading.gazetteer import Area, Gazetteer, Place
from crm.maps.reading.locating import AreaLocator
from crm.maps.reading.places import read_place
from crm.pagelink.models import Conversation, Message
from crm.worksheets.models import ProposalState

LANDMARKS = ("station", "hospital", "pier", "stop", "school", "soi", "community")
MOST_NAMES = 60


@dataclass(frozen=True)
class AreasAt:
    """The district and the subdistrict that a point lies in."""

    district: Area
    subdistrict: Area


def districts() -> list[District]:
    """Every district in dictionary order, without its polygons."""
    lean = load_only(
        District.code, District.name_th, District.name_en, District.latitude, District.longitude
    )
    found = db.session.scalars(select(District).options(lean))
    return sorted(found, key=lambda district: thai.sort_key(district.name_th))


def districts_geojson() -> str:
    """The districts as a GeoJSON collection of their polygons for display."""
    columns = District.code, District.name_th, District.name_en, District.display_polygon
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name_th": name_th, "name_en": name_en},
            "geometry": json.loads(polygon),
        }
        for code, name_th, name_en, polygon in db.session.execute(select(*columns))
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))


def areas_at(latitude: float, longitude: float) -> AreasAt | None:
    """The areas that a point (degrees, WGS 84) lies in, or None outside the city."""
    areas = gazetteer()
    codes = areas.locator and areas.locator.codes_of(latitude, longitude)
    if not codes:
        return None
    district, subdistrict = codes
    return AreasAt(areas.district_by_code[district], areas.subdistrict_by_code[subdistrict])


def centre() -> tuple[float, float]:
    """The middle of the city: the mean of its districts' points, in degrees."""
    places = gazetteer().districts
    latitude = sum(each.latitude for each in places) / len(places)
    longitude = sum(each.longitude for each in places) / len(places)
    return round(latitude, 4), round(longitude, 4)


def names_in(bounds: tuple[float, float, float, float]) -> list[tuple[float, float, str, str]]:
    """At most 60 named places (latitude, longitude, kind, name) by which people find their way.

    `bounds` are west, south, east, north; stations and hospitals come before schools and sois.
    """
    west, south, east, north = bounds
    rank = case({kind: rank for rank, kind in enumerate(LANDMARKS)}, value=GazetteerEntry.kind)
    columns = GazetteerEntry.latitude, GazetteerEntry.longitude
    named = (
        select(*columns, GazetteerEntry.kind, GazetteerEntry.name)
        .where(
            GazetteerEntry.kind.in_(LANDMARKS),
            GazetteerEntry.latitude.between(south, north),
            GazetteerEntry.longitude.between(west, east),
        )
        .order_by(rank, GazetteerEntry.id)
        .limit(MOST_NAMES)
    )
    return [(at, on, kind, name) for at, on, kind, name in db.session.execute(named)]


def find_point(text: str) -> tuple[float, float] | None:
    """The point of the place that a text names, or None."""
    reading = read_place(text, gazetteer())
    if reading is None or reading.latitude is None or reading.longitude is None:
        return None
    return reading.latitude, reading.longitude


def find_answer(question: str) -> GeocodeAnswer | None:
    """What the geocoder answered to a question, if it was asked before."""
    return db.session.get(GeocodeAnswer, thai.fold(question))


def find_guess(conversation: Conversation) -> PlaceGuess | None:
    """The place of a conversation that is accepted or, else, surest; not the refused ones."""
    surest = surest_guess(conversation.id).scalar_subquery()
    return db.session.scalar(select(PlaceGuess).where(PlaceGuess.id == surest))


def surest_guess(conversation_id: int | ColumnElement[int]) -> Select[tuple[int]]:
    """The id of the place that `find_guess` finds."""
    return (
        select(PlaceGuess.id)
        .join(Message, Message.id == PlaceGuess.message_id)
        .where(
            Message.conversation_id == conversation_id,
            PlaceGuess.state != ProposalState.REFUSED,
        )
        .order_by(
            PlaceGuess.state == ProposalState.PROPOSED,
            PlaceGuess.confidence.desc(),
            PlaceGuess.id.desc(),
        )
        .limit(1)
    )


def gazetteer() -> Gazetteer:
    """The gazetteer of the tables, kept in memory until they change; the shipped one before."""
    mark = _mark()
    if _kept.get("mark") != mark:
        _kept.update(mark=mark, gazetteer=_read_tables() if mark[0] else read_gazetteer())
    kept: Gazetteer = _kept["gazetteer"]  # type: ignore[assignment]
    return kept


_kept: dict[str, object] = {}


def _mark() -> tuple[object, ...]:
    """What differs when another municipality's files were loaded."""
    areas = select(func.count(), func.min(District.name_th), func.sum(District.latitude))
    entries = db.session.scalar(select(func.count()).select_from(GazetteerEntry))
    return (*db.session.execute(areas).one(), entries)


def _read_tables() -> Gazetteer:
    subdistricts = db.session.scalars(select(Subdistrict)).all()
    areas = [_area(each, each.district_code) for each in subdistricts]
    polygons = {each.code: json.loads(each.full_polygon) for each in subdistricts}
    return Gazetteer(
        districts=tuple(_area(each) for each in districts()),
        subdistricts=tuple(areas),
        places=tuple(_place(each) for each in db.session.scalars(select(GazetteerEntry))),
        locator=AreaLocator(areas, polygons),
    )


def _area(row: District | Subdistrict, district_code: str = "") -> Area:
    return Area(row.code, row.name_th, row.name_en, row.latitude, row.longitude, district_code)


def _place(row: GazetteerEntry) -> Place:
    extent = row.extent or {}
    return Place(
        kind=row.kind,
        name=row.name,
        latitude=row.latitude,
        longitude=row.longitude,
        district_code=row.district or "",
        subdistrict_code=row.subdistrict or "",
        road=row.road or "",
        name_en=extent.get("name_en", ""),
        spread_m=extent.get("spread_m", 0),
    )
