"""Sois: how they are written (ซ.ลาดพร้าว ๗๑, สุขุมวิท49/6, พระราม 2 ซอย 82), and where they lie."""

import re
from dataclasses import dataclass, replace

from crm.maps.reading.gazetteer import Gazetteer, Mention, Place
from crm.maps.reading.loose import Loose

_MARKER = r"(?:ซอยที่|ซอย|ซ\.|ซ(?=\d)|ที่)"
_NUMBER = r"\d{1,3}(?:/\d{1,3})?"
_FORK = r"(?:(?:ซอย)?แยก(?:ที่)?\d+(?:[-/]\d+)*)?"
# What follows a number that counts something else than a soi.
_COUNTED = (
    r"(?![\d.:,]*\d|[ ]?(?:วัน|เดือน|ปี|ชม|ชัวโมง|โมง|นาที|คน|คัน|ตน|ดวง|จุด|เมตร|ม\.|บาท|ครัง|น\."
    r"|กม|กิโล|ตัว|หลัง|เลน|ลาน|%|อัน|ชัน|หอง|ราย|แหง|แหง|เสน|ลำ|ใบ|ฝัง|ขาง|ตู|เครือง|สาย|แผน|รอบ|ป))"
)
_AFTER_NAME = re.compile(rf"({_MARKER})?({_NUMBER}){_COUNTED}({_FORK})")
_MARKED_BEFORE = re.compile(r"(?:ซอย|ซ\.?)$")
_UNKNOWN = re.compile(
    rf"(?:ซอย|ซ\.)([ก-๙a-z][ก-๙a-z.\-]{{1,24}}?)(?:{_MARKER})?({_NUMBER})({_FORK})"
)
_NO_NAME = re.compile(
    r"ที|มี|ของ|จะ|ไป|มา|เขา|นี|ดังกลาว|ประมาณ|และ|หนา|บาน|เดียว|กัน|ใน|ปาก|กลาง|ทาง|ยอย|แยก|เลข|แลว|เลย"
)
_MAX_GAP = 16
_MAX_BEYOND = 4
_FAR = 0.02
_ALONG = 12


@dataclass(frozen=True)
class FoundSoi:
    """A soi in a loose text; `known` says whether its road or name is in the gazetteer."""

    start: int
    end: int
    base: str
    number: str
    fork: str
    is_known: bool
    is_marked: bool


def soi_after(loose: Loose, mention: Mention) -> FoundSoi | None:
    """Give the soi whose number follows a road's name."""
    match = _AFTER_NAME.match(loose.text, mention.end)
    is_marked_before = bool(_MARKED_BEFORE.search(loose.text, 0, mention.start))
    if not match or (mention.name[-1].isdigit() and not match[1]):
        return None
    return FoundSoi(
        start=mention.start,
        end=match.end(),
        base=mention.name,
        number=match[2],
        fork=match[3],
        is_known=True,
        is_marked=is_marked_before or bool(match[1]),
    )


def unknown_sois(loose: Loose) -> list[FoundSoi]:
    """Give the sois with a marker and a number whose names the gazetteer doesn't have."""
    return [
        FoundSoi(
            match.start(1), match.end(), match[1].rstrip(".-"), match[2], match[3], False, True
        )
        for match in _UNKNOWN.finditer(loose.text)
        if not _NO_NAME.search(match[1])
    ]


def locate(soi: FoundSoi, gazetteer: Gazetteer) -> tuple[Place, float] | None:
    """Give where a soi lies, and how sure that is: known, its main soi known, or in between."""
    main, base = soi.number.split("/")[0], gazetteer.proper_road(soi.base)
    for number, sureness in ((soi.number, 0.9), (main, 0.8)):
        for name in (f"{base}{number}", f"{base}ซอย{number}"):
            place = gazetteer.sois_named.get(name)
            if place:
                return _on_its_side(place, base, int(main or 0), gazetteer), sureness
    return _between(gazetteer.numbered_sois.get(base, []), int(main))


def _on_its_side(place: Place, base: str, number: int, gazetteer: Gazetteer) -> Place:
    """Along a road that parts two districts, give the soi's district by its side of the road.

    Bus stops, by which sois are known, stand on either side: where one side's all lie in one
    district and the other's in that and a second, the other side belongs to the second.
    """
    locator, known = gazetteer.locator, gazetteer.numbered_sois.get(base, [])
    if locator is None or not known:
        return place
    side, other = (
        {
            each.district_code
            for soi, each in known
            if abs(soi - number) <= _ALONG and soi % 2 == parity
        }
        for parity in (number % 2, 1 - number % 2)
    )
    rest = side - other
    if len(side) != 2 or len(other) != 1 or len(rest) != 1:
        return place
    (district,) = rest
    if place.district_code == district:
        return place
    if district not in locator.districts_near(place.latitude, place.longitude):
        return place
    return replace(place, district_code=district, subdistrict_code="")


def _between(known: list[tuple[int, Place]], number: int) -> tuple[Place, float] | None:
    """Sois of one side of a road have odd or even numbers, in order along it."""
    same_side = [each for each in known if each[0] % 2 == number % 2] or known
    below = [each for each in same_side if each[0] < number][-1:]
    above = [each for each in same_side if each[0] > number][:1]
    if below and above and _are_neighbours(below[0], above[0]):
        return _interpolated(below[0], above[0], number), 0.6
    for near in [*below, *above]:
        if abs(near[0] - number) <= _MAX_BEYOND:
            return near[1], 0.55
    return None


def _are_neighbours(below: tuple[int, Place], above: tuple[int, Place]) -> bool:
    """Two roads of one name have sois of the same numbers far apart."""
    north = above[1].latitude - below[1].latitude
    east = above[1].longitude - below[1].longitude
    return above[0] - below[0] <= _MAX_GAP and abs(north) < _FAR and abs(east) < _FAR


def _interpolated(below: tuple[int, Place], above: tuple[int, Place], number: int) -> Place:
    share = (number - below[0]) / (above[0] - below[0])
    one, other = below[1], above[1]
    nearer = one if share < 0.5 else other
    return replace(
        nearer,
        latitude=one.latitude + share * (other.latitude - one.latitude),
        longitude=one.longitude + share * (other.longitude - one.longitude),
        subdistrict_code=one.subdistrict_code
        if one.subdistrict_code == other.subdistrict_code
        else "",
        district_code=one.district_code if one.district_code == other.district_code else "",
    )
