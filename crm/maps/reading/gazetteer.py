"""The named places that a text is read against, found by the longest name at each letter."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

from crm.maps.reading.loose import Loose, loose_name

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

_KEY = 4
_WITHIN_SYLLABLE = frozenset("ะัาิีึืุู")
_LEADING_VOWELS = "เแโใไ"


@dataclass(frozen=True)
class Area:
    """A district, or a subdistrict with the district that it lies in."""

    code: str
    name_th: str
    name_en: str
    latitude: float
    longitude: float
    district_code: str = ""


@dataclass(frozen=True)
class Place:
    """A named place; a road has one for each district it crosses, and so may a name used twice."""

    kind: str
    name: str
    latitude: float
    longitude: float
    district_code: str = ""
    subdistrict_code: str = ""
    road: str = ""
    name_en: str = ""
    spread_m: int = 0


class Locator(Protocol):
    """Tells in which district and subdistrict a point lies."""

    def codes_of(self, latitude: float, longitude: float) -> tuple[str, str] | None:
        """Give (district code, subdistrict code), or None outside."""

    def districts_near(self, latitude: float, longitude: float) -> set[str]:
        """Give the codes of the districts within some 300 m."""


@dataclass(frozen=True)
class Mention:
    """A name of the gazetteer in a loose text, from start to end."""

    start: int
    end: int
    name: str


@dataclass(frozen=True)
class Gazetteer:
    """Areas and places; built once, then asked about many texts."""

    districts: tuple[Area, ...]
    subdistricts: tuple[Area, ...]
    places: tuple[Place, ...]
    locator: Locator | None = None

    @cached_property
    def district_by_code(self) -> dict[str, Area]:
        """Districts under their codes."""
        return {area.code: area for area in self.districts}

    @cached_property
    def subdistrict_by_code(self) -> dict[str, Area]:
        """Subdistricts under their codes."""
        return {area.code: area for area in self.subdistricts}

    @cached_property
    def districts_named(self) -> dict[str, Area]:
        """Districts under their names, in Thai, in English, and as people type them."""
        named = {loose_name(area.name_th): area for area in self.districts}
        english = {loose_name(area.name_en): area for area in self.districts}
        typed = {
            loose_name(place.name): self.district_by_code[place.district_code]
            for place in self.places
            if place.kind == "district"
        }
        return {**english, **typed, **named}

    @cached_property
    def subdistricts_named(self) -> dict[str, list[Area]]:
        """Subdistricts under their names; a name may be used in two districts."""
        return _grouped((loose_name(area.name_th), area) for area in self.subdistricts)

    @cached_property
    def roads_named(self) -> dict[str, list[Place]]:
        """The parts of a road, a district each, under its names."""
        return _grouped((loose_name(p.name), p) for p in self.places if p.kind == "road")

    def proper_road(self, name: str) -> str:
        """Give the proper name, in loose form, of a road that is typed otherwise (รัชดา)."""
        roads = self.roads_named.get(name)
        return loose_name(roads[0].road) if roads else name

    @cached_property
    def sois_named(self) -> dict[str, Place]:
        """Sois under their whole names: ลาดพร้าว71."""
        return {loose_name(place.name): place for place in self.places if place.kind == "soi"}

    @cached_property
    def numbered_sois(self) -> dict[str, list[tuple[int, Place]]]:
        """The known numbered sois of each road, by number; those with a stroke are left out."""
        numbered = []
        for name, soi in self.sois_named.items():
            base = loose_name(soi.road)
            number = name.removeprefix(base).removeprefix("ซอย")
            if soi.road and number.isdigit():
                numbered.append((base, (int(number), soi)))
        return {
            base: sorted(sois, key=lambda each: each[0])
            for base, sois in _grouped(numbered).items()
        }

    @cached_property
    def landmarks_named(self) -> dict[str, list[Place]]:
        """Hospitals, schools, communities, stations, piers and what stops are named after."""
        named = _grouped(
            (loose_name(name), place)
            for place in self.places
            if place.kind not in _NO_LANDMARKS
            for name in _written_names(place)
        )
        return {name: _apart(group) for name, group in named.items()}

    @cached_property
    def provinces(self) -> frozenset[str]:
        """The names of other provinces, by which a text says that its place isn't here."""
        return frozenset(loose_name(p.name) for p in self.places if p.kind == "elsewhere")

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """Every name under its first letters, the longest first."""
        names = {
            *self.districts_named,
            *self.subdistricts_named,
            *self.roads_named,
            *self.numbered_sois,
            *(name for name in self.sois_named if name.startswith("ซอย")),
            *self.landmarks_named,
            *self.provinces,
        }
        by_key = _grouped((name[:_KEY], name) for name in names if len(name) >= _KEY)
        return {key: sorted(group, key=len, reverse=True) for key, group in by_key.items()}

    def mentions(self, loose: Loose) -> Iterator[Mention]:
        """Find the longest name at each place of a loose text; they don't overlap."""
        names, text, at = self._names, loose.text, 0
        while at <= len(text) - _KEY:
            candidates = names.get(text[at : at + _KEY])
            name = candidates and _longest(candidates, loose, at)
            if name:
                yield Mention(at, at + len(name), name)
                at += len(name)
            else:
                at += 1


_NO_LANDMARKS = ("road", "soi", "district", "elsewhere")
_SHORT_FORMS = {
    "โรงพยาบาล": ("รพ.", "ร.พ.", "รพ"),
    "โรงเรียน": ("รร.", "ร.ร.", "รร"),
    "มหาวิทยาลัย": ("ม.",),
    "สถานีตำรวจนครบาล": ("สน.",),
    "BTS ": ("บีทีเอส", "สถานีรถไฟฟ้า", "รถไฟฟ้า", "สถานี", "สถานี BTS", "สถานีบีทีเอส"),
    "MRT ": ("เอ็มอาร์ที", "สถานีรถไฟฟ้า", "รถไฟฟ้า", "สถานี", "สถานี MRT", "รถไฟฟ้าใต้ดิน"),
    "SRT ": ("สถานีรถไฟ", "สถานี"),
    "ARL ": ("แอร์พอร์ตลิงก์", "แอร์พอร์ตลิ้งค์", "แอร์พอร์ตลิ้ง"),
    "โลตัส": ("เทสโก้โลตัส",),
}


def _written_names(place: Place) -> Iterator[str]:
    yield place.name
    for start, short_forms in _SHORT_FORMS.items():
        if place.name.startswith(start):
            yield from (short + place.name.removeprefix(start) for short in short_forms)


def _apart(places: list[Place]) -> list[Place]:
    """Leave out a place that lies beside one of the same name: a hospital and its bus stop."""
    kept: list[Place] = []
    for place in places:
        if not any(_is_beside(place, other) for other in kept):
            kept.append(place)
    return kept


def _is_beside(one: Place, other: Place) -> bool:
    """Whether they lie within about a kilometre (0.01 degrees)."""
    north, east = one.latitude - other.latitude, one.longitude - other.longitude
    return abs(north) < _BESIDE and abs(east) < _BESIDE


_BESIDE = 0.01


def _longest(candidates: list[str], loose: Loose, at: int) -> str | None:
    text = loose.text
    if at and text[at - 1] in _LEADING_VOWELS:
        return None
    for name in candidates:
        end = at + len(name)
        if not text.startswith(name, at) or text[end : end + 1] in _WITHIN_SYLLABLE:
            continue
        if name[-1].isdigit() and text[end : end + 1].isdigit():
            continue
        if not name.startswith(_NEEDS_AN_END) or loose.is_boundary(end):
            return name
    return None


# Names of sois, villages and branches are often the beginning of another's: ซอยพัฒนา, ซอยพัฒนาการ.
_NEEDS_AN_END = ("ซอย", "หมูบาน", "แยก", "คอนโด", "โลตัส", "บิกซี")


def _grouped(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Key, list[_Value]]:
    groups: dict[_Key, list[_Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)
