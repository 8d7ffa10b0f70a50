"""The one folding of text, for what is stored to be searched and for what is searched."""

import re
import unicodedata

from crm.thai.digits import arabic_digits

_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_TONES = "\u0e48-\u0e4b"

_INVISIBLE = re.compile("[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+")
_SPACES = re.compile(r"\s+")
_SPACE_BEFORE_MARK = re.compile(rf"\s+(?=[{_MARKS}])")
_TONE_AFTER_VOWEL = re.compile(rf"([ะาำ]+)([{_TONES}]+)")
_MARK_CLUSTER = re.compile(rf"[{_MARKS}]{{2,}}")
_SPLIT_AM = re.compile(rf"\u0e4d([{_TONES}]?)า")
_REPEATED_VOWEL = re.compile(r"([ะาำๅแโใไ])\1+")
_REPEATED_LETTER = re.compile(r"([^\W\d_])\1{2,}")

# The order in which marks stand over one consonant: below, above, tone, silencer.
_MARK_ORDER = {
    **dict.fromkeys("\u0e38\u0e39\u0e3a", 0),
    **dict.fromkeys("\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47\u0e4d", 1),
    **dict.fromkeys("\u0e48\u0e49\u0e4a\u0e4b", 2),
    **dict.fromkeys("\u0e4c\u0e4e", 3),
}


def fold(text: str) -> str:
    """Give the form under which a text is stored for search, and a query is looked up.

    Folding twice changes nothing more. What stands in a text is found by the folding of any part
    of it that doesn't cut a written character. Three or more of one letter (มากกกก) become two,
    not one, so that มาก, มากก and มากกกก all find it and ordinary doubles stay apart.
    """
    folded = _folded_once(text)
    while folded != text:
        text, folded = folded, _folded_once(folded)
    return folded


def _folded_once(text: str) -> str:
    text = _INVISIBLE.sub("", text)
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _SPACE_BEFORE_MARK.sub("", arabic_digits(text))
    text = _SPACES.sub(" ", text).strip()
    return _REPEATED_LETTER.sub(r"\1\1", _in_writing_order(text))


def _in_writing_order(text: str) -> str:
    text = text.replace("เเ", "แ").replace("ๅ", "า")
    text = _TONE_AFTER_VOWEL.sub(r"\2\1", text)
    text = _MARK_CLUSTER.sub(_ordered_marks, text)
    text = _SPLIT_AM.sub(r"\1ำ", text)
    return _REPEATED_VOWEL.sub(r"\1", text)


def _ordered_marks(cluster: re.Match[str]) -> str:
    """Keep one mark of each level, the last typed, lowest level first."""
    by_level = {_MARK_ORDER[mark]: mark for mark in cluster.group()}
    return "".join(by_level[level] for level in sorted(by_level))
