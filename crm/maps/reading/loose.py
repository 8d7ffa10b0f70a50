"""The loose form of a text, in which spaces and common misspellings of names don't count."""

import re
from dataclasses import dataclass, field

from crm.thai import arabic_digits

# Tone marks, ็, ์ and its consonant, ํ, spaces and invisible characters are left out; letters that
# are often taken for one another become one.
_LEFT_OUT = re.compile("[ก-ฮ]?์|[็่้๊๋ํ๎\u00ad\u200b-\u200f\u2060\ufeff\ufe0f*_\"'“”]|[^\\S\n]+")
_SAME = str.maketrans("ำฏศษณๅ", "าฎสสนา")


_WORD = re.compile("[ก-๙0-9a-z]{2}")


@dataclass(frozen=True)
class Loose:
    """A text in loose form, with the way back to the text as it was written."""

    text: str
    written: str
    places: list[int]
    gaps: frozenset[int] = field(repr=False)

    def is_boundary(self, place: int) -> bool:
        """Whether a word certainly begins or ends at a place: a gap, a mark, either end."""
        beside = self.text[max(place - 1, 0) : place + 1]
        return place in self.gaps or len(beside) < 2 or not _WORD.fullmatch(beside)

    def as_written(self, start: int, end: int) -> str:
        """Give what stood in the original where the loose text has start to end."""
        last = self.places[end - 1] + 1
        while last < len(self.written) and _LEFT_OUT.fullmatch(self.written[last]):
            last += 1
        return self.written[self.places[start] : last].strip()


def loosen(written: str) -> Loose:
    """Give the loose form; a gap is the place of a space, a line end or a mark in it."""
    same = arabic_digits(written).replace("เเ", "\u200bแ").translate(_SAME)
    pieces: list[str] = []
    places: list[int] = []
    gaps: set[int] = set()
    at = 0
    for match in _LEFT_OUT.finditer(same):
        _keep(same, at, match.start(), pieces, places)
        if match.group().isspace():
            gaps.add(len(places))
            if _between_digits(same, match.start(), match.end()):
                _keep(same, match.start(), match.start() + 1, pieces, places)
        at = match.end()
    _keep(same, at, len(same), pieces, places)
    return Loose("".join(pieces), written, places, frozenset(gaps))


def loose_name(name: str) -> str:
    """Give a name in the form in which it is looked up in a loose text."""
    return loosen(name).text


def _keep(same: str, start: int, end: int, pieces: list[str], places: list[int]) -> None:
    kept = same[start:end]
    pieces.append(kept.lower() if kept.isascii() or len(kept.lower()) == len(kept) else kept)
    places.extend(range(start, end))


def _between_digits(text: str, start: int, end: int) -> bool:
    return start > 0 and end < len(text) and text[start - 1].isdigit() and text[end].isdigit()
