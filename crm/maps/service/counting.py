"""Keeps the map's counted squares."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert, select

from crm.db import db
from crm.maps.cells import ZOOMS, cell_of
from crm.maps.models import CellCount
from crm.maps.queries import ALL_TAGS, Month
from crm.worksheets.models import Tag, TagKind, Worksheet, WorksheetTopic


@dataclass
class _Sum:
    count: int = 0
    latitude: float = 0.0
    longitude: float = 0.0


def count_month(month: Month) -> int:
    """Count anew the cases opened in a month, in the caller's transaction; gives how many."""
    first = date(month.year, month.number, 1)
    sums: dict[tuple[int, str, int], _Sum] = defaultdict(_Sum)
    cases = 0
    for latitude, longitude, tag_ids in _placed_cases(month):
        cases += 1
        for zoom in ZOOMS:
            cell = cell_of(latitude, longitude, zoom)
            for tag_id in tag_ids:
                _add(sums[zoom, cell, tag_id], latitude, longitude)
    db.session.execute(delete(CellCount).where(CellCount.month == first))
    if sums:
        db.session.execute(insert(CellCount), [_row(key, sums[key], first) for key in sums])
    return cases


def _placed_cases(month: Month) -> Iterator[tuple[float, float, set[int]]]:
    named = select(Tag.slug, Tag.id).where(Tag.kind == TagKind.STAGE)
    stages = dict(db.session.execute(named).tuples().all())
    opened = (Worksheet.opened_at >= month.start, Worksheet.opened_at < month.end)
    topics = _topics(opened)
    rows = select(
        Worksheet.id,
        Worksheet.latitude,
        Worksheet.longitude,
        Worksheet.category_id,
        Worksheet.stage,
    ).where(
        *opened,
        Worksheet.latitude.is_not(None),
        ~Worksheet.restricted,
        Worksheet.duplicate_of_id.is_(None),
    )
    for sheet_id, latitude, longitude, category_id, stage in db.session.execute(rows):
        tags = {ALL_TAGS, category_id, stages.get(stage), *topics[sheet_id]} - {None}
        yield latitude, longitude, tags


def _topics(opened: tuple[object, ...]) -> dict[int, list[int]]:
    topics: dict[int, list[int]] = defaultdict(list)
    rows = select(WorksheetTopic.worksheet_id, WorksheetTopic.tag_id).join(
        Worksheet, Worksheet.id == WorksheetTopic.worksheet_id
    )
    for sheet_id, tag_id in db.session.execute(rows.where(*opened)):  # type: ignore[arg-type]
        topics[sheet_id].append(tag_id)
    return topics


def _add(total: _Sum, latitude: float, longitude: float) -> None:
    total.count += 1
    total.latitude += latitude
    total.longitude += longitude


def _row(key: tuple[int, str, int], total: _Sum, month: date) -> dict[str, object]:
    zoom, cell, tag_id = key
    return {
        "zoom": zoom,
        "cell": cell,
        "tag_id": tag_id,
        "month": month,
        "count": total.count,
        "latitude": total.latitude / total.count,
        "longitude": total.longitude / total.count,
    }
