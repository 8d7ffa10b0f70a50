"""From what a text says to one place: district, soi, road, landmark, a point, and how sure."""

from collections.abc import Iterator
from dataclasses import dataclass

from crm.maps.reading.evidence import Evidence, collect
from crm.maps.reading.gazetteer import Area, Gazetteer, Place
from crm.maps.reading.sois import locate

# How sure a point is to be near the place, by what it was read from.
_FROM_POINT = 0.95
_FROM_LANDMARK = 0.7
_FROM_ROAD = 0.45
_FROM_SUBDISTRICT = 0.4
_FROM_DISTRICT = 0.3
# A road's part in one district stands for the place only when it isn't longer than this.
_WIDEST_ROAD_M = 3_000
# How likely a district is right.
_STATED = 0.95
_STATED_AND_FOUND = 0.98
_BARE = 0.6
_FROM_WHOLE_ROAD = 0.7
_NAMED_AS_SUCH = 0.9
_BARE_AND_FOUND = 0.9
_SURER_THAN_BARE = 0.8
_ENOUGH = 0.5
_ENOUGH_FOR_SUBDISTRICT = 0.7


@dataclass(frozen=True)
class PlaceReading:
    """A place read out of a text; None where the text doesn't say, or not clearly enough.

    `confidence` (0 to 1) is how likely the district is right, or the point where no district is
    known; `words` are those of the text that the reading rests on.
    """

    district_code: str | None = None
    district: str | None = None
    subdistrict_code: str | None = None
    subdistrict: str | None = None
    soi: str | None = None
    road: str | None = None
    landmark: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    confidence: float = 0.0
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spot:
    """A point that something in the text stands for."""

    latitude: float
    longitude: float
    district_code: str
    subdistrict_code: str
    sureness: float
    words: str


def read_place(text: str, gazetteer: Gazetteer) -> PlaceReading | None:
    """Read the place of a problem, or None where the text names none.

    Abstains rather than guesses: a text about another province has no place here, one with two
    districts and nothing that decides between them has no district.
    """
    evidence = collect(text, gazetteer)
    if evidence.is_elsewhere:
        return None
    spots = sorted(_spots(evidence, gazetteer), key=lambda spot: -spot.sureness)
    conclusion = _conclude(evidence, spots, gazetteer)
    spot = _spot_in(spots, conclusion, gazetteer) or _middle(evidence, conclusion)
    reading = _reading(evidence, conclusion, spot, gazetteer)
    return reading if reading.words else None


def _spots(evidence: Evidence, gazetteer: Gazetteer) -> Iterator[Spot]:
    """Give every point that the text stands for; a name with several places has several."""
    if evidence.point:
        yield from _spot_of_point(*evidence.point, gazetteer)
    for said in evidence.sois:
        located = said.soi and locate(said.soi, gazetteer)
        if located:
            place, sureness = located
            yield _spot(place, sureness * (0.8 + 0.2 * said.sureness), said.words)
    for landmark in evidence.landmarks:
        for part in landmark.parts:
            yield _spot(part, _FROM_LANDMARK / len(landmark.parts), landmark.words)
    for road in evidence.roads:
        sureness = _FROM_ROAD / max(len(road.parts), 1)
        for part in road.parts:
            if part.spread_m <= _WIDEST_ROAD_M:
                yield _spot(part, sureness, road.words)


def _spot(place: Place, sureness: float, words: str) -> Spot:
    return Spot(
        latitude=place.latitude,
        longitude=place.longitude,
        district_code=place.district_code,
        subdistrict_code=place.subdistrict_code,
        sureness=sureness,
        words=words,
    )


def _spot_of_point(
    latitude: float, longitude: float, words: str, gazetteer: Gazetteer
) -> Iterator[Spot]:
    codes = gazetteer.locator and gazetteer.locator.codes_of(latitude, longitude)
    if codes:
        yield Spot(latitude, longitude, *codes, _FROM_POINT, words)


@dataclass(frozen=True)
class Conclusion:
    """The district that the text speaks of, if any, how likely it is, and on which words."""

    district: Area | None = None
    confidence: float = 0.0
    words: str = ""


def _conclude(evidence: Evidence, spots: list[Spot], gazetteer: Gazetteer) -> Conclusion:
    stated = _stated(evidence, gazetteer)
    if len(stated) == 1:
        (code, words), *_ = stated.items()
        found = any(spot.district_code == code for spot in spots)
        return Conclusion(
            gazetteer.district_by_code[code], _STATED_AND_FOUND if found else _STATED, words
        )
    if stated:
        spots = [spot for spot in spots if spot.district_code in stated]
    bare = {area.code: said.words for said in evidence.districts for area in said.areas}
    if len(bare) == 1 and not stated:
        (code, words), *_ = bare.items()
        found = any(spot.district_code == code for spot in spots)
        best = next((spot for spot in spots if spot.district_code), None)
        if found or not best or best.sureness < _SURER_THAN_BARE:
            sureness = _BARE_AND_FOUND if found else _BARE
            return Conclusion(gazetteer.district_by_code[code], sureness, words)
    best = next((spot for spot in spots if spot.district_code), None)
    if best and (best.sureness >= _ENOUGH or stated):
        return Conclusion(gazetteer.district_by_code[best.district_code], best.sureness, best.words)
    return _of_one_district(evidence, gazetteer)


def _of_one_district(evidence: Evidence, gazetteer: Gazetteer) -> Conclusion:
    """A road that is named as such, or a subdistrict, with no place: all of it in one district."""
    roads = [
        ({part.district_code for part in road.parts}, _FROM_WHOLE_ROAD, road.words)
        for road in evidence.roads
        if road.sureness >= _NAMED_AS_SUCH
    ]
    areas = [
        ({area.district_code for area in said.areas}, _BARE, said.words)
        for said in evidence.subdistricts
    ]
    for codes, sureness, words in [*roads, *areas]:
        if len(codes) == 1:
            return Conclusion(gazetteer.district_by_code[codes.pop()], sureness, words)
    return Conclusion()


def _stated(evidence: Evidence, gazetteer: Gazetteer) -> dict[str, str]:
    """Give the codes of the districts that the text names as such, each with its words."""
    stated = {
        area.code: said.words
        for said in evidence.districts
        if said.is_marked
        for area in said.areas
    }
    if not stated:
        for said in evidence.subdistricts:
            if said.is_marked and len(said.areas) == 1:
                stated[said.areas[0].district_code] = said.words
    return stated


def _spot_in(spots: list[Spot], conclusion: Conclusion, gazetteer: Gazetteer) -> Spot | None:
    """Give the surest spot that lies in the district or beside it, or any when none is known."""
    sure = [spot for spot in spots if spot.sureness >= _ENOUGH]
    if not conclusion.district:
        return next(iter(sure), None)
    code = conclusion.district.code
    inside = next((spot for spot in spots if spot.district_code == code), None)
    if inside in sure:
        return inside
    return next((spot for spot in sure if _is_beside(spot, code, gazetteer)), inside)


def _is_beside(spot: Spot, district_code: str, gazetteer: Gazetteer) -> bool:
    locator = gazetteer.locator
    if locator is None:
        return False
    return district_code in locator.districts_near(spot.latitude, spot.longitude)


def _middle(evidence: Evidence, conclusion: Conclusion) -> Spot | None:
    """Give the middle of the subdistrict or district, when nothing finer is known."""
    district = conclusion.district
    if not district:
        return None
    for said in evidence.subdistricts:
        for area in said.areas:
            if area.district_code == district.code:
                return _spot_of_area(area, area.code, _FROM_SUBDISTRICT, said.words)
    return _spot_of_area(district, "", _FROM_DISTRICT, conclusion.words)


def _spot_of_area(area: Area, subdistrict: str, sureness: float, words: str) -> Spot:
    district = area.district_code or area.code
    return Spot(area.latitude, area.longitude, district, subdistrict, sureness, words)


def _reading(
    evidence: Evidence, conclusion: Conclusion, spot: Spot | None, gazetteer: Gazetteer
) -> PlaceReading:
    subdistrict, subdistrict_words = _subdistrict(evidence, conclusion, spot, gazetteer)
    soi = evidence.sois[0] if evidence.sois else None
    road = evidence.roads[0] if evidence.roads else None
    landmark = evidence.landmarks[0] if evidence.landmarks else None
    district = conclusion.district
    words = [conclusion.words, subdistrict_words, spot and spot.words]
    words += [said.words for said in (soi, road, landmark) if said]
    return PlaceReading(
        district_code=district.code if district else None,
        district=district.name_th if district else None,
        subdistrict_code=subdistrict.code if subdistrict else None,
        subdistrict=subdistrict.name_th if subdistrict else None,
        soi=soi.name if soi else None,
        road=road.name if road else None,
        landmark=landmark.name if landmark else None,
        latitude=round(spot.latitude, 6) if spot else None,
        longitude=round(spot.longitude, 6) if spot else None,
        confidence=round(conclusion.confidence or (spot.sureness if spot else 0.3), 2),
        words=tuple(dict.fromkeys(word for word in words if word)),
    )


def _subdistrict(
    evidence: Evidence, conclusion: Conclusion, spot: Spot | None, gazetteer: Gazetteer
) -> tuple[Area | None, str]:
    """Give the subdistrict that is named and lies in the district, else that of a sure spot."""
    district = conclusion.district
    for said in evidence.subdistricts:
        for area in said.areas:
            if district and area.district_code == district.code and said.is_marked:
                return area, said.words
    is_inside = spot and district and spot.district_code == district.code
    if spot and is_inside and spot.subdistrict_code and spot.sureness >= _ENOUGH_FOR_SUBDISTRICT:
        return gazetteer.subdistrict_by_code[spot.subdistrict_code], spot.words
    return None, ""
