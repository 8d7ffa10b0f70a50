"""The numbers of cases: how they are drawn, written, checked, and read from what people type."""

import re
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from crm import thai, web
from crm.db import db, is_sqlite
from crm.errors import N_, CrmError
from crm.worksheets.models import Counter

# The totally anti-symmetric quasigroup of order 10 of H. Michael Damm, "Total anti-symmetrische
# Quasigruppen" (doctoral thesis, Philipps-Universität Marburg, 2004), p. 111. Its check digit finds
# every single wrong digit and every swap of two neighbours, with digits alone.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)

_OWN = re.compile(r"(\d{2})(\d{6,7})(\d)")
_OWN_IN_TEXT = re.compile(r"(?<!\d)([6-9]\d)[ \-–]?(\d{6,7})[ \-–]?(\d)(?!\d)")
_WORKSHEET = re.compile(r"(25\d{2})(\d{6,7})")
_NO_LETTER = re.compile(r"[^0-9a-zก-ฮ]+")
_WORDS_BEFORE = re.compile(r"^\s*(เลข(ที่)?\s*(รับแจ้ง|ใบงาน|เรื่อง|เคส)?|no\.?|#)[\s:.]*", re.IGNORECASE)
_TOKEN = re.compile(r"(?<![0-9a-z])[0-9a-z](?:[0-9a-z/\-–]|(?<=\d) (?=\d)){2,30}", re.IGNORECASE)
_SHORTEST_YEAR = 60
_FEWEST_DIGITS, _MOST_TOKENS = 3, 20


class WrongCheckDigit(CrmError):
    """The number has the form of ours, but its check digit says that it was mistyped."""

    status = 404
    sentence = N_("เลขที่รับแจ้ง %(number)s พิมพ์ผิดอย่างน้อยหนึ่งหลัก กรุณาตรวจสอบกับข้อความที่ได้รับอีกครั้ง")


def make(year: int, running: int) -> str:
    """The case number of a Buddhist year and a running number: 2569 and 123 make 69-000123-8."""
    digits = f"{year % 100:02}{running:06}"
    return f"{digits[:2]}-{digits[2:]}-{check_digit(digits)}"


def make_worksheet_number(year: int, running: int) -> str:
    """The internal number: 2569 and 123 make 2569-000123."""
    return f"{year}-{running:06}"


def check_digit(digits: str) -> str:
    """The Damm check digit; with it appended, the check digit of the whole is 0."""
    state = 0
    for digit in digits:
        state = int(_DAMM[state][int(digit)])
    return str(state)


def fold(text: str) -> str:
    """The form under which a number is looked up: no spaces, hyphens, capitals or Thai digits."""
    plain = _WORDS_BEFORE.sub("", thai.arabic_digits(text))
    return _NO_LETTER.sub("", plain.casefold())


def as_worksheet_number(text: str) -> str | None:
    """What was typed as an internal number in its one form; None when it isn't of that form."""
    match = _WORKSHEET.fullmatch(fold(text))
    return f"{match[1]}-{match[2]}" if match else None


def check(text: str) -> None:
    """Raise WrongCheckDigit when this has the form of a number of ours with a wrong check digit."""
    match = _OWN.fullmatch(fold(text))
    if match and int(match[1]) >= _SHORTEST_YEAR and check_digit(match[1] + match[2]) != match[3]:
        raise WrongCheckDigit(number="-".join(match.groups()))


def find_own(text: str) -> list[str]:
    """The numbers of ours (folded, check digit right) that stand in a running text."""
    found = [
        "".join(match.groups())
        for match in _OWN_IN_TEXT.finditer(thai.arabic_digits(text))
        if check_digit(match[1] + match[2]) == match[3]
    ]
    return list(dict.fromkeys(found))


def find_mistyped(text: str) -> list[str]:
    """The right numbers that those of our form with a wrong check digit may stand for.

    One digit wrong, or two neighbours swapped; a wrong number has about ten such neighbours.
    """
    return [
        number
        for match in _OWN_IN_TEXT.finditer(thai.arabic_digits(text))
        if check_digit("".join(match.groups())) != "0"
        for number in _one_slip_away("".join(match.groups()))
    ]


def find_tokens(text: str) -> list[str]:
    """What in a text could be the number of another system, folded: it has three digits or more."""
    folded = {fold(token) for token in _TOKEN.findall(thai.arabic_digits(text))}
    return sorted(token for token in folded if sum(map(str.isdecimal, token)) >= _FEWEST_DIGITS)[
        :20
    ]


def _one_slip_away(digits: str) -> list[str]:
    places = range(len(digits))
    wrong = [digits[:at] + digit + digits[at + 1 :] for at in places for digit in "0123456789"]
    swapped = [digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in places[:-1]]
    return [each for each in dict.fromkeys(wrong + swapped) if check_digit(each) == "0"]


def year_of(now: datetime) -> int:
    """The Buddhist year at the installation's place."""
    return thai.buddhist_year(now.astimezone(web.settings().timezone).year)


def draw(kind: str, year: int) -> int:
    """The next running number of a kind in a year, in the caller's transaction.

    The row stays locked until that transaction ends, so no number is given twice, and none is lost
    when it fails.
    """
    insert = (sqlite if is_sqlite() else postgresql).insert(Counter)
    drawn = db.session.execute(
        insert.values(name=f"{kind}-{year}", value=1)
        .on_conflict_do_update(index_elements=["name"], set_={"value": Counter.value + 1})
        .returning(Counter.value)
    )
    return int(drawn.scalar_one())
