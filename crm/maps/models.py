"""The tables of areas, place names, guesses about places, and the map's counted cells."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Id


class District(Base):
    """A district (เขต, or อำเภอ elsewhere); polygons are GeoJSON geometries, WGS 84."""

    __tablename__ = "districts"

    code: Mapped[str] = mapped_column(primary_key=True)
    name_th: Mapped[str]
    name_en: Mapped[str]
    latitude: Mapped[float]
    longitude: Mapped[float]
    full_polygon: Mapped[str]
    display_polygon: Mapped[str]


class Subdistrict(Base):
    """A subdistrict (แขวง, or ตำบล elsewhere) of a district."""

    __tablename__ = "subdistricts"

    code: Mapped[str] = mapped_column(primary_key=True)
    district_code: Mapped[str] = mapped_column(ForeignKey("districts.code"), index=True)
    name_th: Mapped[str]
    name_en: Mapped[str]
    postal_code: Mapped[str] = mapped_column(default="")
    latitude: Mapped[float]
    longitude: Mapped[float]
    full_polygon: Mapped[str]
    display_polygon: Mapped[str]


class GazetteerEntry(Base):
    """A named place: soi, road, community, hospital, school or stop."""

    __tablename__ = "gazetteer"
    __table_args__ = (Index(None, "kind", "name_folded"),)

    id: Mapped[Id]
    kind: Mapped[str]
    name: Mapped[str]
    name_folded: Mapped[str]
    latitude: Mapped[float]
    longitude: Mapped[float]
    road: Mapped[str | None]
    district: Mapped[str | None]
    subdistrict: Mapped[str | None]
    extent: Mapped[dict[str, Any] | None]


class GeocodeAnswer(Base):
    """What the geocoder said to one question, kept so that it is asked once."""

    __tablename__ = "geocode_cache"

    query: Mapped[str] = mapped_column(primary_key=True)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    name: Mapped[str | None]
    asked_at: Mapped[datetime]


class PlaceGuess(Base):
    """A place read out of a message, with the words it rests on; waits for a decision."""

    __tablename__ = "place_guesses"
    __table_args__ = (UniqueConstraint("message_id"),)

    id: Mapped[Id]
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    district: Mapped[str | None]
    subdistrict: Mapped[str | None]
    soi: Mapped[str | None]
    road: Mapped[str | None]
    landmark: Mapped[str | None]
    confidence: Mapped[float]
    words: Mapped[str]
    state: Mapped[str] = mapped_column(default="proposed")
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class CellCount(Base):
    """How many worksheets lie in one map cell, by zoom level, tag and month; kept by a job."""

    __tablename__ = "cell_counts"
    __table_args__ = (Index(None, "zoom", "tag_id", "latitude"),)

    zoom: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cell: Mapped[str] = mapped_column(primary_key=True)
    tag_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    month: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]
    latitude: Mapped[float]
    longitude: Mapped[float]
