"""What was typed into the box: its words, folded as the texts are, and their marks in a text."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from crm import thai

_WORD = re.compile(r"[\"“”]([^\"“”]+)[\"“”]|(\S+)")
_LONG_NUMBER = re.compile(r"(?:\d[ .\-]?){8,}")
_INVISIBLE = "\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
# What folding treats together: a run of one letter (or เเ), with its marks and following vowels.
_CLUSTER = re.compile(rf"(?:เเ|\s+|(.)\1*)[{_MARKS}{_INVISIBLE}]*[ะาำๅ]*[{_MARKS}]*", re.DOTALL)
_AROUND = 90


@dataclass(frozen=True)
class Word:
    """One thing that a text must hold: any of these forms; a phone has two, else there is one."""

    forms: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; `hit` where a word of the query stands."""

    text: str
    hit: bool


def read_words(typed: str) -> tuple[Word, ...]:
    """The words of a text without operators: divided by spaces, quotes hold words together.

    A telephone number is one word however it is spaced, found in any writing.
    """
    words: list[Word] = []
    at = 0
    for phone in thai.find_phones(typed):
        words += _plain_words(typed[at : phone.start])
        words.append(Word((thai.phone_mark(phone.national), phone.national)))
        at = phone.end
    return tuple(dict.fromkeys([*words, *_plain_words(typed[at:])]))


def is_personal_number(typed: str) -> bool:
    """Whether a telephone or identity number is asked for."""
    plain = thai.arabic_digits(typed)
    return bool(_LONG_NUMBER.search(plain) or thai.find_phones(plain))


def like(word: str) -> str:
    """The LIKE pattern of a word anywhere in a text; escape character is the backslash."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


@lru_cache(maxsize=4096)
def folded_name(name: str) -> str:
    """The folding of a tag's, an agency's or a district's name: few, asked for at each search."""
    return thai.fold(name)


def excerpt(text: str, words: tuple[Word, ...]) -> list[Piece]:
    """The part of a text around its first hit, in pieces, with the hits marked."""
    clusters = [match.group() for match in _CLUSTER.finditer(text)]
    marked = _marked(text, clusters, words)
    first = marked.index(True) if True in marked else 0
    start, end = max(first - _AROUND, 0), min(first + 2 * _AROUND, len(clusters))
    pieces = [
        Piece("".join(cluster for cluster, _hit in run), hit)
        for hit, run in groupby(zip(clusters[start:end], marked[start:end], strict=True), _is_hit)
    ]
    before = [Piece("… ", False)] if start else []
    after = [Piece(" …", False)] if end < len(clusters) else []
    return [*before, *pieces, *after]


def _plain_words(typed: str) -> list[Word]:
    parts = (quoted or plain for quoted, plain in _WORD.findall(typed))
    return [Word((folded,)) for part in parts if (folded := thai.fold(part))]


def _is_hit(cluster: tuple[str, bool]) -> bool:
    return cluster[1]


def _marked(text: str, clusters: list[str], words: tuple[Word, ...]) -> list[bool]:
    """Which clusters hold a part of a word; both sides are folded."""
    folded = [_folded(cluster) for cluster in clusters]
    whole = "".join(folded)
    is_hit = bytearray(len(whole) + 1)
    for start, stop in _hits(whole, words) + _phone_hits(text, clusters, folded, words):
        is_hit[start:stop] = b"\1" * (stop - start)
    marked, at = [], 0
    for part in folded:
        # What folds to nothing is marked with what it stands in.
        end = at + len(part)
        marked.append(any(is_hit[at:end]) if part else all(is_hit[max(at - 1, 0) : at + 1]))
        at = end
    return marked


def _hits(whole: str, words: tuple[Word, ...]) -> list[tuple[int, int]]:
    return [
        (match.start(), match.end())
        for word in words
        for form in word.forms
        for match in re.finditer(re.escape(form), whole)
    ]


def _phone_hits(
    text: str, clusters: list[str], folded: list[str], words: tuple[Word, ...]
) -> list[tuple[int, int]]:
    """Where the phones asked for stand in the folded text, however they are written."""
    asked = {word.forms[-1] for word in words if len(word.forms) > 1}
    if not asked:
        return []
    places, at, to = {}, 0, 0
    for cluster, part in zip(clusters, folded, strict=True):
        places.update(dict.fromkeys(range(at, at + len(cluster)), (to, to + len(part))))
        at, to = at + len(cluster), to + len(part)
    return [
        (places[phone.start][0], places[phone.end - 1][1])
        for phone in thai.find_phones(text)
        if phone.national in asked
    ]


@lru_cache(maxsize=20_000)
def _folded(cluster: str) -> str:
    return thai.fold(cluster) or (" " if cluster.isspace() else "")
