"""Say where the problem of a case is."""

from dataclasses import dataclass
from datetime import datetime

from crm.auth.models import User
from crm.errors import N_, CrmError
from crm.worksheets.models import Worksheet
from crm.worksheets.service.history import record


class NoSuchPoint(CrmError):
    """The coordinates lie outside the world."""

    sentence = N_("พิกัดไม่ถูกต้อง ละติจูดต้องอยู่ระหว่าง -90 ถึง 90 และลองจิจูดระหว่าง -180 ถึง 180")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in points and words; what is None or left out is unknown.

    Degrees WGS 84; accuracy in metres; `source` says who knows it (text, pin, staff, photo);
    `cell` is the map's square that it lies in.
    """

    source: str
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None
    cell: str | None = None
    district: str | None = None
    subdistrict: str | None = None
    place: str = ""
    landmark: str = ""
    soi: str = ""
    road: str = ""


WORDS = ("place", "landmark", "soi", "road")


def set_place(sheet: Worksheet, place: Place, *, by: User | None, now: datetime) -> None:
    """Put a case at a place; words that the place doesn't bring stay as they were."""
    _check(place)
    before = _described(sheet)
    sheet.latitude, sheet.longitude = place.latitude, place.longitude
    sheet.accuracy, sheet.cell, sheet.place_source = place.accuracy, place.cell, place.source
    sheet.district, sheet.subdistrict = place.district, place.subdistrict
    for word in WORDS:
        setattr(sheet, word, getattr(place, word).strip() or getattr(sheet, word))
    record(sheet, "place", by=by, now=now, old=before, new=_described(sheet), note=place.source)


def _check(place: Place) -> None:
    latitude, longitude = place.latitude, place.longitude
    if latitude is None and longitude is None:
        return
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        raise NoSuchPoint


def _described(sheet: Worksheet) -> str | None:
    point = None if sheet.latitude is None else f"{sheet.latitude:.6f},{sheet.longitude:.6f}"
    return " ".join(filter(None, [point, sheet.subdistrict, sheet.district, sheet.place])) or None
