"""Written characters, which are often several code points."""

_MARKS = frozenset("\u0e30\u0e31\u0e32\u0e33\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a")
_SIGNS = frozenset("\u0e45\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e")
_FOLLOWING = _MARKS | _SIGNS
_LEADING_VOWELS = frozenset("\u0e40\u0e41\u0e42\u0e43\u0e44")


def whole_characters(text: str, start: int, end: int) -> str:
    """Give a part of a text, widened so that no consonant loses the vowels and marks around it.

    A leading vowel at the end belongs to the consonant after it, and is left out.
    """
    while start and text[start] in _FOLLOWING:
        start -= 1
    while end < len(text) and text[end] in _FOLLOWING:
        end += 1
    if start and text[start - 1] in _LEADING_VOWELS:
        start -= 1
    if end and text[end - 1] in _LEADING_VOWELS:
        end -= 1
    return text[start:end]
