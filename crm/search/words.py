"""What was typed into the box: its words, folded as the texts are, and their marks in a text."""

import re
from dataclasses import dataclass
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
class Query:
    """The words that a text must hold, all of them, anywhere; a quoted part is one word."""

    text: str
    words: tuple[str, ...]

    @property
    def looks_like_a_phone(self) -> bool:
        """Whether a telephone or identity number is asked for."""
        plain = thai.arabic_digits(self.text)
        return bool(_LONG_NUMBER.search(plain) or thai.find_phones(plain))


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; `hit` where a word of the query stands."""

    text: str
    hit: bool


def parse(text: str) -> Query:
    """Read what was typed: words are divided by spaces, quotes hold words together."""
    typed = [quoted or plain for quoted, plain in _WORD.findall(text)]
    words = [thai.fold(word) for word in typed]
    return Query(text.strip(), tuple(dict.fromkeys(word for word in words if word)))


def like(word: str) -> str:
    """The LIKE pattern of a word anywhere in a text; escape character is the backslash."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def excerpt(text: str, query: Query) -> list[Piece]:
    """The part of a text around its first hit, in pieces, with the hits marked."""
    clusters = [match.group() for match in _CLUSTER.finditer(text)]
    marked = _marked(clusters, query.words)
    first = marked.index(True) if True in marked else 0
    start, end = max(first - _AROUND, 0), min(first + 2 * _AROUND, len(clusters))
    pieces = [
        Piece("".join(cluster for cluster, _hit in run), hit)
        for hit, run in groupby(zip(clusters[start:end], marked[start:end], strict=True), _is_hit)
    ]
    before = [Piece("… ", False)] if start else []
    after = [Piece(" …", False)] if end < len(clusters) else []
    return [*before, *pieces, *after]


def _is_hit(cluster: tuple[str, bool]) -> bool:
    return cluster[1]


def _marked(clusters: list[str], words: tuple[str, ...]) -> list[bool]:
    """Which clusters hold a part of a word; both sides are folded."""
    folded = [thai.fold(cluster) or (" " if cluster.isspace() else "") for cluster in clusters]
    whole = "".join(folded)
    hits = [
        (match.start(), match.end())
        for word in words
        for match in re.finditer(re.escape(word), whole)
    ]
    marked, at = [], 0
    for part in folded:
        end = at + len(part)
        marked.append(any(start < end and at < stop for start, stop in hits))
        at = end
    return marked
