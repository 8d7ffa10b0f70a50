"""What a text says about a place, by kind, before anything is concluded from it."""

import re
from dataclasses import dataclass, field

from crm.maps.reading.gazetteer import Area, Gazetteer, Mention, Place
from crm.maps.reading.labels import labelled
from crm.maps.reading.loose import Loose, loosen
from crm.maps.reading.sois import FoundSoi, soi_after, unknown_sois

_DISTRICT_MARK = re.compile(r"(?:เขต|อำเภอ|(?<![ก-๙])ข\.|(?<![ก-๙])อ\.|khet|district):?$")
_SUBDISTRICT_MARK = re.compile(r"(?:แขวง|ตำบล|(?<![ก-๙])ขว\.|(?<![ก-๙])ต\.|khwaeng):?$")
_ROAD_MARK = re.compile(r"(?:ถนน|ถ\.|(?<![ก-๙])ถ):?$")
_OTHER_PROVINCE = re.compile(r"(?:จังหวัด|จ\.)$")
_POINT = re.compile(r"(?<![\d.])(\d{1,2}\.\d{4,})[,\s]+(\d{2,3}\.\d{4,})(?!\d)")
# A day of the week (วันจันทร์) or a firm that bears the name of a place.
_NAMES_NO_PLACE = re.compile(r"(?:วัน|บ\.|บริษัท|บจก\.?|หจก\.?)$")
# A police station's name tells its beat, which lies across the borders of districts.
_STATION = re.compile(r"(?:สน\.?|สภ\.?|สถานีตำรวจ|สถานีตำรวจนครบาล|โรงพัก)$")
# Subdistricts whose names are everyday words.
_EVERYDAY = frozenset({"อนุสาวรี"})
_HEADING = re.compile(r"(?:ไป|ไปทาง|มุงหนา|ถึง|เขา|คลอง|จาก)$")

_FIELD = 1.0
_MARKED = 0.9
_BARE = 0.5


@dataclass(frozen=True)
class SaidArea:
    """Districts or subdistricts of one name; marked when a word such as เขต stands before it."""

    areas: tuple[Area, ...]
    words: str
    is_marked: bool


@dataclass(frozen=True)
class SaidSoi:
    """A soi under the name to show; without `soi`, its number or road couldn't be made out."""

    name: str
    words: str
    soi: FoundSoi | None
    sureness: float


@dataclass(frozen=True)
class SaidPlace:
    """A road or landmark; a road has a part in each district, a common name several places."""

    name: str
    words: str
    parts: tuple[Place, ...]
    sureness: float


@dataclass
class Evidence:
    """All that was found; the surest of each kind first, else in the order of the text."""

    districts: list[SaidArea] = field(default_factory=list)
    subdistricts: list[SaidArea] = field(default_factory=list)
    sois: list[SaidSoi] = field(default_factory=list)
    roads: list[SaidPlace] = field(default_factory=list)
    landmarks: list[SaidPlace] = field(default_factory=list)
    point: tuple[float, float, str] | None = None
    is_elsewhere: bool = False

    def sort(self) -> None:
        """Put the surest of each kind first."""
        for areas in (self.districts, self.subdistricts):
            areas.sort(key=lambda each: not each.is_marked)
        self.sois.sort(key=lambda each: -each.sureness)
        for places in (self.roads, self.landmarks):
            places.sort(key=lambda each: -each.sureness)


def collect(text: str, gazetteer: Gazetteer) -> Evidence:
    """Gather what the text says about its place."""
    evidence = Evidence(point=_point(text))
    loose = loosen(text)
    for mention in gazetteer.mentions(loose):
        if not _names_no_place(loose, mention):
            _add_mention(evidence, loose, mention, gazetteer)
    for soi in unknown_sois(loose):
        name = loose.as_written(soi.start, soi.end)
        evidence.sois.append(SaidSoi(name, name, soi, _BARE))
    _add_fields(evidence, labelled(text), gazetteer)
    evidence.sort()
    return evidence


def _names_no_place(loose: Loose, mention: Mention) -> bool:
    is_one_word = mention.start not in loose.gaps
    return is_one_word and _is_marked(_NAMES_NO_PLACE, loose, mention)


def _add_mention(evidence: Evidence, loose: Loose, mention: Mention, gazetteer: Gazetteer) -> None:
    soi = mention.name in gazetteer.numbered_sois or mention.name in gazetteer.roads_named
    found = soi_after(loose, mention) if soi else None
    if found:
        evidence.sois.append(_said_soi(found, loose, gazetteer))
        return
    if mention.name in gazetteer.provinces:
        evidence.is_elsewhere |= _is_marked(_OTHER_PROVINCE, loose, mention)
    elif mention.name in gazetteer.sois_named and mention.name.startswith("ซอย"):
        words = loose.as_written(mention.start, mention.end)
        named = FoundSoi(mention.start, mention.end, mention.name, "", "", True, True)
        evidence.sois.append(SaidSoi(_bare_soi(words), words, named, _MARKED))
    else:
        _add_named(evidence, loose, mention, gazetteer)


def _add_named(evidence: Evidence, loose: Loose, mention: Mention, gazetteer: Gazetteer) -> None:
    """One name may be a district, a subdistrict, a road and a landmark: its marker decides."""
    name, words = mention.name, loose.as_written(mention.start, mention.end)
    district = gazetteer.districts_named.get(name)
    subdistricts = tuple(gazetteer.subdistricts_named.get(name, ()))
    roads = tuple(gazetteer.roads_named.get(name, ()))
    landmarks = tuple(gazetteer.landmarks_named.get(name, ()))
    if _is_marked(_SUBDISTRICT_MARK, loose, mention) and subdistricts:
        evidence.subdistricts.append(SaidArea(subdistricts, f"แขวง{words}", True))
    elif _is_marked(_SUBDISTRICT_MARK, loose, mention) and district:
        evidence.districts.append(SaidArea((district,), f"แขวง{words}", True))
    elif _is_marked(_DISTRICT_MARK, loose, mention) and district:
        evidence.districts.append(SaidArea((district,), f"เขต{words}", True))
    elif _is_marked(_ROAD_MARK, loose, mention) and roads:
        evidence.roads.append(SaidPlace(roads[0].road, f"ถนน{words}", roads, _MARKED))
    elif landmarks:
        evidence.landmarks.append(SaidPlace(landmarks[0].name, words, landmarks, _MARKED))
    elif roads and not district:
        evidence.roads.append(SaidPlace(roads[0].road, words, roads, _BARE))
    elif not _stands_alone(loose, mention):
        return
    elif district and not roads:
        evidence.districts.append(SaidArea((district,), words, False))
    elif subdistricts and not roads:
        evidence.subdistricts.append(SaidArea(subdistricts, words, False))


def _stands_alone(loose: Loose, mention: Mention) -> bool:
    """Whether a bare name is a word of its own, and not where someone is heading."""
    before = loose.text[max(mention.start - 18, 0) : mention.start]
    if mention.name in _EVERYDAY or _STATION.search(before):
        return False
    return loose.is_boundary(mention.start) and not _HEADING.search(before)


def _said_soi(found: FoundSoi, loose: Loose, gazetteer: Gazetteer) -> SaidSoi:
    words = loose.as_written(found.start, found.end)
    sureness = _MARKED if found.is_marked else _BARE
    return SaidSoi(_soi_name(found, gazetteer), words, found, sureness)


def _soi_name(found: FoundSoi, gazetteer: Gazetteer) -> str:
    roads = gazetteer.roads_named.get(found.base)
    base = roads[0].road if roads else gazetteer.numbered_sois[found.base][0][1].road
    number = f"ซอย {found.number}" if base[-1].isdigit() else found.number
    fork = found.fork.removeprefix("ซอย").removeprefix("แยก").removeprefix("ที่")
    return f"{base} {number} แยก {fork}" if fork else f"{base} {number}"


def _bare_soi(words: str) -> str:
    return re.sub(r"^(?:ซอย|ซ\.)\s*", "", words)


def _add_fields(evidence: Evidence, fields: dict[str, str], gazetteer: Gazetteer) -> None:
    """What stands behind "ซอย:", "ถนน:", "จุดสังเกต:" is a name, even one that nobody knows."""
    if value := fields.get("soi"):
        evidence.sois.append(_field_soi(value, gazetteer))
    if value := fields.get("road"):
        name = re.sub(r"^(?:ถนน|ถ\.)\s*", "", value)
        known = [each for each in evidence.roads if each.words.removeprefix("ถนน") in value]
        parts = known[0].parts if known else ()
        evidence.roads.append(SaidPlace(known[0].name if known else name, value, parts, _FIELD))
    if value := fields.get("landmark"):
        known = [each for each in evidence.landmarks if each.words in value]
        parts = known[0].parts if known else ()
        evidence.landmarks.append(SaidPlace(value, value, parts, _FIELD))


def _field_soi(value: str, gazetteer: Gazetteer) -> SaidSoi:
    loose = loosen(f"ซอย{_bare_soi(value)}")
    for mention in gazetteer.mentions(loose):
        found = soi_after(loose, mention)
        if found and mention.name in {**gazetteer.numbered_sois, **gazetteer.roads_named}:
            return SaidSoi(_soi_name(found, gazetteer), value, found, _FIELD)
    name = re.split(r"[(,]", _bare_soi(value))[0].strip()
    found_unknown = unknown_sois(loose)
    return SaidSoi(name, value, found_unknown[0] if found_unknown else None, _FIELD)


def _is_marked(mark: re.Pattern[str], loose: Loose, mention: Mention) -> bool:
    return bool(mark.search(loose.text, max(mention.start - 12, 0), mention.start))


def _point(text: str) -> tuple[float, float, str] | None:
    match = _POINT.search(text)
    return (float(match[1]), float(match[2]), match[0]) if match else None
