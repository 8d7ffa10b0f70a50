"""Pins: where a citizen tapped on the map, without typing or logging in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from crm.db import db
from crm.errors import N_, CrmError
from crm.maps.cells import finest_cell
from crm.maps.models import PlaceGuess
from crm.maps.queries import areas_at
from crm.pagelink import service as pagelink
from crm.pagelink.models import Conversation, Direction, Message
from crm.worksheets import queries as worksheet_queries
from crm.worksheets import service as worksheets
from crm.worksheets.models import ProposalState, Worksheet


class NothingToPin(CrmError):
    """The conversation of the link has no message of a citizen (any more)."""

    status = 404
    sentence = N_("ไม่พบเรื่องของลิงก์นี้ กรุณาติดต่อเพจเพื่อขอลิงก์ใหม่")


@dataclass(frozen=True)
class Pin:
    """A point in degrees (WGS 84), with the accuracy in metres that the phone told, if any.

    A district alone (its name) is less than a point, for whom the map doesn't work.
    """

    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None
    district: str | None = None


def pin_worksheet(sheet: Worksheet, pin: Pin, *, now: datetime) -> worksheets.Place:
    """Put a case where its citizen says; a later pin moves it. Gives the place with its areas."""
    place = _place(pin)
    worksheets.set_place(sheet, place, by=None, now=now)
    for conversation in worksheet_queries.conversations_of(sheet):
        pagelink.touch(conversation, now)
    return place


def pin_conversation(conversation: Conversation, pin: Pin, *, now: datetime) -> worksheets.Place:
    """Keep a citizen's pin as the accepted place of the newest message of the conversation.

    If a case has been opened from it meanwhile, and only one, the case is put there too.
    """
    place = _place(pin)
    guess = _guess_of(_newest_message(conversation), now)
    guess.latitude, guess.longitude = place.latitude, place.longitude
    guess.district, guess.subdistrict = place.district, place.subdistrict
    guess.confidence, guess.words = 1.0, ""
    guess.state, guess.decided_at = ProposalState.ACCEPTED, now
    sheets = worksheet_queries.worksheets_of([conversation.id])[conversation.id]
    if len(sheets) == 1:
        worksheets.set_place(sheets[0], place, by=None, now=now)
    pagelink.touch(conversation, now)
    db.session.flush()
    return place


def _place(pin: Pin) -> worksheets.Place:
    if pin.latitude is None or pin.longitude is None:
        return worksheets.Place(source="pin", district=pin.district)
    areas = areas_at(pin.latitude, pin.longitude)
    return worksheets.Place(
        source="pin",
        latitude=pin.latitude,
        longitude=pin.longitude,
        accuracy=pin.accuracy,
        cell=finest_cell(pin.latitude, pin.longitude),
        district=areas.district.name_th if areas else None,
        subdistrict=areas.subdistrict.name_th if areas else None,
    )


def _newest_message(conversation: Conversation) -> Message:
    newest = db.session.scalar(
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.direction == Direction.IN)
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(1)
    )
    if newest is None:
        raise NothingToPin
    return newest


def _guess_of(message: Message, now: datetime) -> PlaceGuess:
    guess = db.session.scalar(select(PlaceGuess).where(PlaceGuess.message_id == message.id))
    if guess is None:
        guess = PlaceGuess(message_id=message.id, created_at=now)
        db.session.add(guess)
    return guess
