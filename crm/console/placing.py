"""Say where a case is: with the place that was read out of a message, or as an agent types it."""

from dataclasses import asdict, dataclass
from datetime import datetime

from crm.auth.models import User
from crm.errors import N_, CrmError
from crm.maps import service as maps
from crm.maps.cells import finest_cell
from crm.maps.queries import areas_at, find_guess
from crm.pagelink.models import Conversation
from crm.worksheets import service as worksheets
from crm.worksheets.models import ProposalState, Worksheet
from crm.worksheets.service import Place


@dataclass(frozen=True)
class Words:
    """A place as it is said; empty parts leave what the case says already."""

    place: str = ""
    landmark: str = ""
    soi: str = ""
    road: str = ""


class NotADegree(CrmError):
    """A coordinate is a number in degrees."""

    sentence = N_("พิกัดต้องเป็นตัวเลข เช่น 13.75630 และ 100.50180")


def start_with_guess(
    sheet: Worksheet, conversation: Conversation, words: str, by: User, now: datetime
) -> None:
    """Put a new case at the place that was proposed and left standing; other words are kept.

    A second case of the conversation may lie where the first does, where the guess is accepted.
    """
    guess = find_guess(conversation)
    if guess and words.strip() == guess.words.strip():
        if guess.state == ProposalState.PROPOSED:
            maps.accept_guess(guess, sheet, by=by, now=now)
        else:
            worksheets.set_place(sheet, maps.place_of(guess), by=by, now=now)
    elif words.strip():
        worksheets.set_place(sheet, Place(source="staff", place=words), by=by, now=now)


def typed_place(latitude: float | None, longitude: float | None, words: Words) -> Place:
    """The place that an agent typed, with the areas that its point lies in."""
    if latitude is None or longitude is None:
        return Place(source="staff", **asdict(words))
    areas = areas_at(latitude, longitude)
    return Place(
        source="staff",
        latitude=latitude,
        longitude=longitude,
        cell=finest_cell(latitude, longitude),
        district=areas.district.name_th if areas else None,
        subdistrict=areas.subdistrict.name_th if areas else None,
        **asdict(words),
    )


def degrees(text: str) -> float | None:
    """A coordinate as it was typed; empty is None, anything but a number raises NotADegree."""
    try:
        return float(text) if text.strip() else None
    except ValueError as error:
        raise NotADegree from error
