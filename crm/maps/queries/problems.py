"""What the problem map shows: single cases where they are few, counted squares where many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, and_, func, select
from sqlalchemy.orm import aliased

from crm import thai
from crm.db import db
from crm.maps.cells import FIRST_ZOOM, LAST_ZOOM
from crm.maps.models import CellCount
from crm.worksheets.models import Tag, TagKind, Worksheet, WorksheetTopic

MOST_THINGS = 2_000
ALL_TAGS = 0


@dataclass(frozen=True)
class Month:
    """A month as the city's clocks have it."""

    year: int
    number: int
    timezone: ZoneInfo

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, self.number, 1, tzinfo=self.timezone)

    @property
    def end(self) -> datetime:
        """The first moment of the next month."""
        year, before = divmod(self.year * 12 + self.number, 12)
        return datetime(year, before + 1, 1, tzinfo=self.timezone)


@dataclass(frozen=True)
class MapFilter:
    """Which cases to show: west, south, east, north in degrees; with a tag; opened in a month.

    `colour_by` is the kind of tag, stage or category, that single cases are coloured by.
    """

    bounds: tuple[float, float, float, float]
    zoom: int
    tag: Tag | None = None
    month: Month | None = None
    colour_by: TagKind = TagKind.STAGE


@dataclass(frozen=True)
class MapThings:
    """At most 2,000 things, and how many cases they stand for.

    Cases are (latitude, longitude, number, title, colour, word), squares (latitude, longitude,
    count).
    """

    kind: str
    things: list[tuple[object, ...]]
    total: int


def things_on_map(wanted: MapFilter) -> MapThings:
    """What lies within the bounds: cases as long as they are few enough to be shown singly.

    Restricted cases and those merged into another stay off the map.
    """
    squares = _squares(wanted) if wanted.zoom <= LAST_ZOOM else []
    total = sum(square.cases for square in squares)
    if total > MOST_THINGS:
        most = sorted(squares, key=lambda square: -square.cases)[:MOST_THINGS]
        return MapThings("squares", [tuple(square) for square in most], total)
    cases = _cases(wanted)
    return MapThings("cases", [tuple(case) for case in cases], len(cases))


def legend(kind: TagKind) -> list[Tag]:
    """The tags of the kind that single cases are coloured by."""
    tags = select(Tag).where(Tag.kind == kind, Tag.active).order_by(Tag.position)
    return list(db.session.scalars(tags))


def filter_tags() -> list[Tag]:
    """The tags that the map can be narrowed to, by kind and order."""
    kinds = (TagKind.CATEGORY, TagKind.STAGE, TagKind.TOPIC)
    tags = select(Tag).where(Tag.kind.in_(kinds), Tag.active).order_by(Tag.kind, Tag.position)
    return list(db.session.scalars(tags))


def find_tag(slug: str) -> Tag | None:
    """The tag of that name for machines."""
    return db.session.scalar(select(Tag).where(Tag.slug == slug))


def by_district(tag: Tag | None, month: Month | None) -> list[tuple[str | None, int]]:
    """How many cases each district has, in dictionary order: the map in words."""
    counted = select(Worksheet.district, func.count()).where(*_shown(tag, month))
    rows = db.session.execute(counted.group_by(Worksheet.district)).all()
    return sorted(
        ((name or None, count) for name, count in rows),
        key=lambda row: (row[0] is None, thai.sort_key(row[0] or "")),
    )


def _squares(wanted: MapFilter) -> Sequence[Row[Any]]:
    west, south, east, north = wanted.bounds
    cases = func.sum(CellCount.count)
    chosen = [
        CellCount.zoom == max(wanted.zoom, FIRST_ZOOM),
        CellCount.tag_id == (wanted.tag.id if wanted.tag else ALL_TAGS),
        CellCount.latitude.between(south, north),
        CellCount.longitude.between(west, east),
    ]
    if wanted.month:
        chosen.append(CellCount.month == date(wanted.month.year, wanted.month.number, 1))
    return db.session.execute(
        select(
            (func.sum(CellCount.latitude * CellCount.count) / cases).label("latitude"),
            (func.sum(CellCount.longitude * CellCount.count) / cases).label("longitude"),
            cases.label("cases"),
        )
        .where(*chosen)
        .group_by(CellCount.cell)
    ).all()


def _cases(wanted: MapFilter) -> Sequence[Row[Any]]:
    west, south, east, north = wanted.bounds
    colour = aliased(Tag)
    gives_colour = colour.id == Worksheet.category_id
    if wanted.colour_by == TagKind.STAGE:
        gives_colour = and_(colour.kind == TagKind.STAGE, colour.slug == Worksheet.stage)
    return db.session.execute(
        select(
            Worksheet.latitude,
            Worksheet.longitude,
            Worksheet.number,
            Worksheet.title,
            func.coalesce(colour.colour, ""),
            func.coalesce(colour.slug, ""),
        )
        .outerjoin(colour, gives_colour)
        .where(
            *_shown(wanted.tag, wanted.month),
            Worksheet.latitude.between(south, north),
            Worksheet.longitude.between(west, east),
        )
        .order_by(Worksheet.id.desc())
        .limit(MOST_THINGS)
    ).all()


def _shown(tag: Tag | None, month: Month | None) -> list[ColumnElement[bool]]:
    conditions = [~Worksheet.restricted, Worksheet.duplicate_of_id.is_(None)]
    if month:
        conditions += [Worksheet.opened_at >= month.start, Worksheet.opened_at < month.end]
    if tag:
        conditions.append(_has(tag))
    return conditions


def _has(tag: Tag) -> ColumnElement[bool]:
    if tag.kind == TagKind.CATEGORY:
        return Worksheet.category_id == tag.id
    if tag.kind == TagKind.STAGE:
        return Worksheet.stage == tag.slug
    topics = select(WorksheetTopic.worksheet_id).where(WorksheetTopic.tag_id == tag.id)
    return Worksheet.id.in_(topics)
