"""Blots a person's names and e-mail addresses out of what others wrote."""

import re
from collections.abc import Iterable

BLOT = "•••"

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.ASCII | re.IGNORECASE)
_TITLE = r"(?:คุณ|นางสาว|นาง|นาย|น\.ส\.|ด\.ช\.|ด\.ญ\.|พี่|น้อง|ป้า|ลุง|@|\b(?:Mrs?|Ms|Khun)\b\.?)"
_SHORTEST_ALONE = 4
_SHORTEST_PART = 2


def find_emails(text: str) -> list[str]:
    """The e-mail addresses in a text, as they are written."""
    return _EMAIL.findall(text)


def blot_emails(text: str) -> str:
    """The text with each e-mail address blotted out."""
    return _EMAIL.sub(BLOT, text)


def blot_names(text: str, names: Iterable[str]) -> str:
    """The text without these names, however they are spaced, and without a part after a title.

    A name of up to three letters is an everyday word as often as not, and goes after a title only,
    as a first name by itself does (คุณสมหญิง).
    """
    known = sorted({" ".join(name.split()) for name in names} - {""}, key=len, reverse=True)
    whole = [name for name in known if len(name) >= _SHORTEST_ALONE]
    parts = {part for name in known for part in (name, *name.split())}
    called = sorted((part for part in parts if len(part) >= _SHORTEST_PART), key=len, reverse=True)
    if whole:
        text = re.sub(_any(whole), BLOT, text, flags=re.IGNORECASE)
    if called:
        pattern = rf"({_TITLE}\s*)(?:{_any(called)})"
        text = re.sub(pattern, rf"\1{BLOT}", text, flags=re.IGNORECASE)
    return text


def _any(words: Iterable[str]) -> str:
    return "|".join(r"\s+".join(map(re.escape, word.split())) for word in words)
