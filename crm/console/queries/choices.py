"""What the console's menus of choice hold that no module below lists: Pages, places, guesses."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    CompoundSelect,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from crm import thai
from crm.db import db
from crm.errors import NotFound
from crm.maps.models import PlaceGuess
from crm.pagelink.models import Page
from crm.worksheets.models import Agency, Worksheet, WorksheetMessage


@dataclass(frozen=True)
class Choices:
    """What the inbox can be narrowed by; Pages and offices as (id, Thai, English name)."""

    pages: list[tuple[str, str, str]]
    districts: list[str]
    offices: list[tuple[str, str, str]]


def choices() -> Choices:
    """The active Pages, the districts in which cases lie, and the offices, in one statement."""
    rows = [tuple(row) for row in db.session.execute(_CHOICES) if row[2] is not None]
    rows.sort(key=lambda row: thai.sort_key(row[2]))
    named = [(kind, (str(id_), in_thai, in_english)) for kind, id_, in_thai, in_english in rows]
    return Choices(
        pages=[names for kind, names in named if kind == "page"],
        districts=[names[1] for kind, names in named if kind == "district"],
        offices=[names for kind, names in named if kind == "office"],
    )


def _each(column: InstrumentedAttribute[Any]) -> CTE:
    """Each value that an indexed column of the cases holds, once; found by leaps through the
    index, since there are a hundred thousand cases and fifty districts."""
    first = select(func.min(column).label("value")).cte(f"each_{column.key}", recursive=True)
    higher = select(func.min(column)).where(column > first.c.value).scalar_subquery()
    return first.union_all(select(higher).where(first.c.value.is_not(None)))


def _choices() -> CompoundSelect[Any]:
    none = cast(null(), Page.id.type)
    no_name = cast(null(), Page.name.type)
    return union_all(
        select(literal("page"), Page.id, Page.name, Page.name).where(Page.active),
        select(literal("district"), none, _each(Worksheet.district).c.value, no_name),
        select(literal("office"), Agency.id, Agency.name_th, Agency.name_en).where(
            Agency.parent_id.is_(None), Agency.active
        ),
    )


_CHOICES = _choices()


def place_guess_of_case(sheet: Worksheet) -> PlaceGuess | None:
    """The surest place that was read out of what was said on a case and isn't refused."""
    on_case = select(WorksheetMessage.message_id).where(WorksheetMessage.worksheet_id == sheet.id)
    return db.session.scalar(
        select(PlaceGuess)
        .where(PlaceGuess.message_id.in_(on_case), PlaceGuess.state != "refused")
        .order_by(PlaceGuess.confidence.desc(), PlaceGuess.id.desc())
        .limit(1)
    )


def get_place_guess(guess_id: int) -> PlaceGuess:
    """One place that was read out of a message; raises NotFound."""
    found = db.session.get(PlaceGuess, guess_id)
    if found is None:
        raise NotFound
    return found
