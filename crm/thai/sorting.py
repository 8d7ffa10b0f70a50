"""Thai dictionary order, which the order of code points is not."""

import re
from functools import lru_cache

from crm.thai.folding import fold

_LEADING_VOWEL = re.compile("([เแโใไ])([ก-ฮ])")
_NUMBER = re.compile(r"\d+")
_MARKS = "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"
_IGNORED = str.maketrans("", "", "ฯๆ")


@lru_cache(maxsize=4096)
def sort_key(name: str) -> str:
    """Give the key under which plain comparison is Thai dictionary order.

    A leading vowel counts after its consonant; tone marks only decide between words that are
    otherwise alike (Royal Institute dictionary); numbers in a name count by their value.
    """
    text = _LEADING_VOWEL.sub(r"\2\1", fold(name).translate(_IGNORED))
    text = _NUMBER.sub(lambda number: number.group().zfill(6), text)
    letters: list[str] = []
    marks: list[str] = []
    for character in text:
        if character in _MARKS and marks:
            marks[-1] += character
        else:
            letters.append(character)
            marks.append("")
    return f"{''.join(letters)}\x01{chr(2).join(marks).rstrip(chr(2))}"
