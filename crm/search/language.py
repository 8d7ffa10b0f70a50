"""The language of the search box: words, quotes, and operators such as `from:` and `before:`.

What can't be understood is never lost: it stays in the box, and a sentence says what it was.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from enum import StrEnum

from crm import thai
from crm.errors import N_
from crm.search.words import Word, is_personal_number, read_words

_OPERATOR = re.compile(r"(?<!\S)([A-Za-zก-๙]+):(?:[\"“”]([^\"“”]*)[\"“”]|(\S*))")
_LINK_WORD = re.compile(r"https?", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z]{2,}")
_DAY = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?|(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})|(\d{4})")
_ERA = 543
_FIRST_BUDDHIST_YEAR = 2400
_LAST_YEAR = 2200
_SHORT_YEAR = 100


class Operator(StrEnum):
    """What narrows a search."""

    FROM = "from"
    POST = "post"
    TAG = "tag"
    STAGE = "stage"
    DISTRICT = "district"
    BEFORE = "before"
    AFTER = "after"


THAI = {
    "จาก": Operator.FROM,
    "โพสต์": Operator.POST,
    "แท็ก": Operator.TAG,
    "สถานะ": Operator.STAGE,
    "เขต": Operator.DISTRICT,
    "ก่อน": Operator.BEFORE,
    "หลัง": Operator.AFTER,
}
THE_PAGE = ("page", "เพจ")
DATES = (Operator.BEFORE, Operator.AFTER)


@dataclass(frozen=True)
class Problem:
    """A sentence about a part of the query that could not be used."""

    sentence: str
    params: dict[str, object]


@dataclass(frozen=True)
class Given:
    """An operator with its value as typed."""

    operator: Operator
    value: str


@dataclass(frozen=True)
class Query:
    """What was asked for: all the words, under all that was given, from `since`, until `until`."""

    text: str = ""
    words: tuple[Word, ...] = ()
    given: tuple[Given, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for."""
        return not (self.words or self.is_narrowed)

    @property
    def is_narrowed(self) -> bool:
        """Whether an operator narrows the search; then it is for messages alone."""
        return bool(self.given or self.since or self.until)

    @property
    def asks_for_a_personal_number(self) -> bool:
        """Whether a telephone or identity number is asked for."""
        return is_personal_number(self.text)


def parse(text: str, zone: tzinfo) -> Query:
    """Read what was typed; days begin at midnight in `zone`."""
    reading = _Reading(zone)
    rest = _OPERATOR.sub(reading.take, text)
    return Query(
        text.strip(),
        read_words(rest),
        tuple(reading.given),
        max(reading.since, default=None),
        min(reading.until, default=None),
        tuple(reading.problems),
    )


class _Reading:
    """What has been understood so far of one query."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self.given: list[Given] = []
        self.since: list[datetime] = []
        self.until: list[datetime] = []
        self.problems: list[Problem] = []

    def take(self, match: re.Match[str]) -> str:
        """Keep one operator; returns what remains in its place as plain text."""
        name, value = match[1], (match[2] if match[2] is not None else match[3]).strip()
        operator = THAI.get(name) or _BY_NAME.get(name.casefold())
        if operator is None:
            return self._unknown(match.group(), name)
        if not value:
            self._say(N_("หลัง %(name)s: ยังไม่มีค่า จึงยังไม่ได้กรอง"), name=name)
        elif operator in DATES:
            self._take_day(operator, name, value)
        else:
            self.given.append(Given(operator, value))
        return " "

    def _unknown(self, typed: str, name: str) -> str:
        """A word with a colon (เวลา:) is text; what looks like an operator is said to be none."""
        if _LATIN.fullmatch(name) and not _LINK_WORD.fullmatch(name):
            self._say(
                N_("ไม่มีตัวกรองชื่อ %(name)s: จึงค้นเป็นคำธรรมดา ตัวกรองที่ใช้ได้คือ %(known)s"),
                name=name,
                known=" ".join(f"{each}:" for each in Operator),
            )
        return typed

    def _take_day(self, operator: Operator, name: str, value: str) -> None:
        day = read_day(value)
        if day is None:
            sentence = N_(
                "อ่านวันที่ %(name)s:%(value)s ไม่ได้ จึงไม่ได้กรองตามวันที่ "
                "ตัวอย่างที่ใช้ได้ 5/10/2569 2569-10-05 2026-10 2569"
            )
            self._say(sentence, name=name, value=value)
            return
        moment = datetime.combine(day, time(), self.zone)
        (self.until if operator == Operator.BEFORE else self.since).append(moment)

    def _say(self, sentence: str, **params: object) -> None:
        self.problems.append(Problem(sentence, params))


_BY_NAME: dict[str, Operator] = {each.value: each for each in Operator}


def read_day(value: str) -> date | None:
    """The (first) day meant by 5/10/2569, 2569-10-05, 2026-10 or 2569; None if it is none."""
    match = _DAY.fullmatch(thai.arabic_digits(value))
    if match is None:
        return None
    year, month, day, day_first, month_second, year_last, only_year = match.groups()
    try:
        return date(
            _common_year(int(year or year_last or only_year)),
            int(month or month_second or 1),
            int(day or day_first or 1),
        )
    except ValueError:
        return None


def _common_year(year: int) -> int:
    if year < _SHORT_YEAR:
        year += 2500
    year = year - _ERA if year >= _FIRST_BUDDHIST_YEAR else year
    if not 1900 <= year < _LAST_YEAR:
        raise ValueError("not a year that anybody means")
    return year
