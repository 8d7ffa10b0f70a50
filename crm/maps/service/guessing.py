"""Guesses of places: made from what citizens write, accepted or refused by a person."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import delete, select

from crm.auth.models import User
from crm.customers.service import Erasure
from crm.db import db, one_of
from crm.errors import N_, Conflict
from crm.maps.cells import finest_cell
from crm.maps.models import PlaceGuess
from crm.maps.queries import areas_at, gazetteer
from crm.maps.reading.places import PlaceReading, read_place
from crm.maps.reading.words import in_words
from crm.pagelink.models import Direction, Message
from crm.pagelink.service.erasing import ErasedWords
from crm.worksheets import service as worksheets
from crm.worksheets.models import ProposalState, Worksheet
from crm.worksheets.suggestions import read_line


class GuessDecided(Conflict):
    """Somebody has accepted or refused the guess already."""

    sentence = N_("มีผู้ตัดสินใจเรื่องตำแหน่งนี้แล้ว")


def guess_place(message: Message, now: datetime) -> PlaceGuess | None:
    """Propose the place that a citizen's message speaks of; None where it names none.

    A message that was edited is read anew; what somebody has decided stays.
    """
    known = db.session.scalar(select(PlaceGuess).where(PlaceGuess.message_id == message.id))
    if message.direction != Direction.IN or (known and known.state != ProposalState.PROPOSED):
        return known
    reading = _shared_point(message) or read_place(message.text, gazetteer())
    if reading is None:
        if known:
            db.session.delete(known)
        return None
    guess = known or PlaceGuess(message_id=message.id, created_at=now)
    _fill(guess, reading)
    db.session.add(guess)
    db.session.flush()
    return guess


def accept_guess(guess: PlaceGuess, sheet: Worksheet, *, by: User | None, now: datetime) -> None:
    """Put a case where the guess says; a guess that was refused or accepted can't be."""
    _decide(guess, ProposalState.ACCEPTED, by, now)
    worksheets.set_place(sheet, place_of(guess), by=by, now=now)


def refuse_guess(guess: PlaceGuess, *, by: User | None, now: datetime) -> None:
    """Take a guess off the screens; it is kept, marked as refused."""
    _decide(guess, ProposalState.REFUSED, by, now)


def undo_guesses(*, at: datetime, by: User) -> None:
    """Let what one person decided at that moment stand open again."""
    decided = select(PlaceGuess).where(
        PlaceGuess.decided_at == at, PlaceGuess.decided_by_id == by.id
    )
    for guess in db.session.scalars(decided):
        guess.state = ProposalState.PROPOSED
        guess.decided_at = guess.decided_by_id = None


def forget_guesses(erasure: Erasure, erased: ErasedWords) -> None:
    """Forget where erased private messages were, and in others' guesses the person they name."""
    db.session.execute(delete(PlaceGuess).where(one_of(PlaceGuess.message_id, erased.private)))
    public = select(PlaceGuess).where(one_of(PlaceGuess.message_id, erased.public))
    for guess in db.session.scalars(public):
        guess.words = erasure.blot(guess.words)
        guess.landmark = erasure.blot(guess.landmark) if guess.landmark else None


def district_of(latitude: float, longitude: float) -> str | None:
    """Give the Thai name of the district that a point lies in, or None outside the city."""
    areas = areas_at(latitude, longitude)
    return areas.district.name_th if areas else None


def read_places(lines: Iterable[str]) -> Iterator[dict[str, object]]:
    """Read the place of each JSON line `{"id", "text"}`; None where the reading abstains.

    A line that is no such JSON gives a row of nothing, so that the rest is still read.
    """
    places = gazetteer()
    for line in lines:
        if line.strip():
            asked = read_line(line)
            reading = read_place(str(asked.get("text") or ""), places) or PlaceReading()
            yield {"id": asked.get("id"), **_row(reading)}


def place_of(guess: PlaceGuess, source: str = "text") -> worksheets.Place:
    """Give the guess as a case keeps it."""
    return worksheets.Place(
        source=source,
        latitude=guess.latitude,
        longitude=guess.longitude,
        cell=_cell(guess.latitude, guess.longitude),
        district=guess.district,
        subdistrict=guess.subdistrict,
        place=in_words(guess.soi, guess.road, guess.landmark),
        landmark=guess.landmark or "",
        soi=guess.soi or "",
        road=guess.road or "",
    )


def _fill(guess: PlaceGuess, reading: PlaceReading) -> None:
    guess.latitude, guess.longitude = reading.latitude, reading.longitude
    guess.district, guess.subdistrict = reading.district, reading.subdistrict
    guess.soi, guess.road, guess.landmark = reading.soi, reading.road, reading.landmark
    guess.confidence = reading.confidence
    guess.words = " · ".join(reading.words)


def _decide(guess: PlaceGuess, state: ProposalState, by: User | None, now: datetime) -> None:
    if guess.state != ProposalState.PROPOSED:
        raise GuessDecided
    guess.state, guess.decided_at = state, now
    guess.decided_by_id = by.id if by else None


def _shared_point(message: Message) -> PlaceReading | None:
    """The place that a citizen sent as an attachment, which is surer than any words."""
    for attachment in message.attachments:
        if attachment.latitude is None or attachment.longitude is None:
            continue
        areas = areas_at(attachment.latitude, attachment.longitude)
        return PlaceReading(
            district=areas.district.name_th if areas else None,
            subdistrict=areas.subdistrict.name_th if areas else None,
            latitude=attachment.latitude,
            longitude=attachment.longitude,
            confidence=1.0,
            words=(attachment.title,) if attachment.title else (),
        )
    return None


def _cell(latitude: float | None, longitude: float | None) -> str | None:
    if latitude is None or longitude is None:
        return None
    return finest_cell(latitude, longitude)


def _row(reading: PlaceReading) -> dict[str, object]:
    return {
        "district": reading.district,
        "subdistrict": reading.subdistrict,
        "soi": reading.soi,
        "road": reading.road,
        "landmark": reading.landmark,
        "latitude": reading.latitude,
        "longitude": reading.longitude,
        "confidence": reading.confidence,
        "words": list(reading.words),
    }
