"""What the console's menus of choice hold that no module below lists: Pages, places, guesses."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    cast,
    func,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from crm import thai
from crm.db import db
from crm.errors import NotFound
from crm.maps.models import PlaceGuess
from crm.pagelink.models import Conversation, Message
from crm.worksheets.models import Agency, Worksheet, WorksheetMessage


@dataclass(frozen=True)
class PlacesOfCases:
    """What cases can be narrowed by: district names, and agencies as (id, Thai, English name)."""

    districts: list[str]
    agencies: list[tuple[str, str, str]]


def places_of_cases() -> PlacesOfCases:
    """The districts in which cases lie and the agencies that act on them, in Thai order."""
    no_agency = cast(null(), Agency.id.type)
    districts = select(_each(Worksheet.district).c.value, null(), no_agency)
    either: CompoundSelect[Any] = union_all(districts, _agencies_of_cases())
    found = [row for row in db.session.execute(either) if row[0] is not None]
    found.sort(key=lambda row: thai.sort_key(str(row[0])))
    return PlacesOfCases(
        [name for name, _, agency_id in found if agency_id is None],
        [(str(agency_id), name, english) for name, english, agency_id in found if agency_id],
    )


def _each(column: InstrumentedAttribute[Any]) -> CTE:
    """Each value that an indexed column of the cases holds, once; found by leaps through the
    index, since there are a hundred thousand cases and fifty districts."""
    first = select(func.min(column).label("value")).cte(f"each_{column.key}", recursive=True)
    higher = select(func.min(column)).where(column > first.c.value).scalar_subquery()
    return first.union_all(select(higher).where(first.c.value.is_not(None)))


def _agencies_of_cases() -> Select[Any]:
    office = aliased(Agency)
    thai_name = Agency.name_th + func.coalesce(" " + office.name_th, "")
    english_name = Agency.name_en + func.coalesce(", " + office.name_en, "")
    return (
        select(thai_name, english_name, Agency.id)
        .outerjoin(office, office.id == Agency.parent_id)
        .join(acting := _each(Worksheet.agency_id), acting.c.value == Agency.id)
    )


def place_guess(conversation: Conversation) -> PlaceGuess | None:
    """The surest place that was read out of what citizens said here and isn't refused."""
    return _surest(Message.conversation_id == conversation.id)


def place_guess_of_case(sheet: Worksheet) -> PlaceGuess | None:
    """The same for what was said on a case."""
    on_case = select(WorksheetMessage.message_id).where(WorksheetMessage.worksheet_id == sheet.id)
    return _surest(Message.id.in_(on_case))


def get_place_guess(guess_id: int) -> PlaceGuess:
    """One place that was read out of a message; raises NotFound."""
    found = db.session.get(PlaceGuess, guess_id)
    if found is None:
        raise NotFound
    return found


def _surest(said: ColumnElement[bool]) -> PlaceGuess | None:
    return db.session.scalar(
        select(PlaceGuess)
        .join(Message, Message.id == PlaceGuess.message_id)
        .where(said, PlaceGuess.state != "refused")
        .order_by(PlaceGuess.confidence.desc(), PlaceGuess.id.desc())
        .limit(1)
    )
