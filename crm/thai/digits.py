"""Thai and Arabic digits: people type either, screens show Arabic ones, letters Thai ones."""

import re
from collections.abc import Iterable

_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")

_THAI_DIGIT = re.compile("[๐-๙]")
# A web address, or a run of ASCII with a letter in it: an e-mail, a code, a model, a plain path.
_UNTOUCHED = re.compile(r"https?://\S+|[!-~]*[A-Za-z][!-~]*")


def arabic_digits(text: str) -> str:
    """Give the text with each Thai digit as an Arabic one; its length doesn't change."""
    return text.translate(_TO_ARABIC) if _THAI_DIGIT.search(text) else text


def thai_digits(text: str, *, keep: Iterable[str] = ()) -> str:
    """Give the text with Thai digits, as letters and memos want it.

    Addresses of the web, e-mails and codes with Latin letters keep their digits, and so do the
    strings in `keep`: a case number made of digits alone can't be told from an amount.
    """
    kept = [re.escape(each) for each in keep if each]
    untouched = re.compile("|".join([*kept, _UNTOUCHED.pattern]))
    pieces, at = [], 0
    for match in untouched.finditer(text):
        pieces += [text[at : match.start()].translate(_TO_THAI), match.group()]
        at = match.end()
    return "".join([*pieces, text[at:].translate(_TO_THAI)])
