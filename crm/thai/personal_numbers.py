"""Personal numbers that people write into texts: telephones and national identity numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers

from crm.thai.digits import arabic_digits
from crm.thai.folding import fold

_REGION = "TH"
_SHOWN_DIGITS = 2
_SHORTEST_PHONE = 8
_DIGIT = re.compile(r"\d")
_PRIVATE_USE = 0xE000
_MARKED = {ord(str(digit)): chr(_PRIVATE_USE + digit) for digit in range(10)}
_GAP = r"[ \u00a0.\-\u2010-\u2015]?"
# Offices write a block of lines as one number with the last of the block: 02-123-4567-8.
_BLOCK_OF_LINES = re.compile(rf"(?<!\d)(0(?:{_GAP}\d){{8,9}})[-\u2010-\u2015]\d{{1,2}}(?!\d)")
_HOUSE_NUMBER = re.compile(r"บ้านเลขที่\s*\d+(?:/\d+)?")
_THIRTEEN_DIGITS = re.compile(rf"(?<!\d)[0-8](?:{_GAP}\d){{12}}(?!\d)")


@dataclass(frozen=True)
class FoundNumber:
    """A personal number in a text: where it stands, and its digits alone as written nationally."""

    start: int
    end: int
    national: str


def find_phones(text: str) -> list[FoundNumber]:
    """Find the telephone numbers of Thailand, in any writing; short numbers (1555) are none."""
    plain = arabic_digits(text)
    if len(_DIGIT.findall(plain)) < _SHORTEST_PHONE:
        return []
    taken = find_national_ids(text)
    found: list[FoundNumber] = []
    for phone in sorted(_candidates(plain), key=lambda each: each.start):
        if not any(_overlap(phone, other) for other in [*taken, *found]):
            found.append(phone)
    return found


def phone_mark(national: str) -> str:
    """A telephone number in signs of its own, which no other number in a text is part of."""
    return national.translate(_MARKED)


def searchable(text: str) -> str:
    """What is stored to be searched: the folded text, then a mark for each telephone number.

    By the mark a number is found however it was written, and by nothing but the whole number.
    """
    marks = dict.fromkeys(phone_mark(phone.national) for phone in find_phones(text))
    return "\n".join([fold(text), *marks])


def find_national_ids(text: str) -> list[FoundNumber]:
    """Find the thirteen-digit identity numbers whose check digit is right."""
    return [
        FoundNumber(match.start(), match.end(), digits)
        for match in _THIRTEEN_DIGITS.finditer(arabic_digits(text))
        if _has_right_check_digit(digits := _only_digits(match.group()))
    ]


def find_house_numbers(text: str) -> list[str]:
    """The house numbers that are called so (บ้านเลขที่ 12/3), as they are written."""
    plain = arabic_digits(text)
    return [text[match.start() : match.end()] for match in _HOUSE_NUMBER.finditer(plain)]


def mask_phones(text: str) -> str:
    """Give the text with each telephone number as x's, but for its last two digits."""
    return _masked(text, find_phones(text))


def mask_national_ids(text: str) -> str:
    """Give the text with each identity number as x's, but for its last two digits."""
    return _masked(text, find_national_ids(text))


def _candidates(plain: str) -> Iterator[FoundNumber]:
    for match in phonenumbers.PhoneNumberMatcher(plain, _REGION):
        if match.number.country_code == phonenumbers.country_code_for_region(_REGION):
            yield FoundNumber(match.start, match.end, _national(match.number))
    for block in _BLOCK_OF_LINES.finditer(plain):
        number = phonenumbers.parse(block.group(1), _REGION)
        if phonenumbers.is_valid_number(number):
            yield FoundNumber(block.start(), block.end(1), _national(number))


def _national(number: phonenumbers.PhoneNumber) -> str:
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return _only_digits(written)


def _has_right_check_digit(digits: str) -> bool:
    """The last digit is 11 less the weighted sum (13 … 2) modulo 11, its last digit."""
    weighted = sum(int(digit) * (13 - place) for place, digit in enumerate(digits[:12]))
    return (11 - weighted % 11) % 10 == int(digits[12])


def _masked(text: str, numbers: list[FoundNumber]) -> str:
    for number in reversed(numbers):
        written = text[number.start : number.end]
        hidden = _DIGIT.sub("x", written, count=len(_DIGIT.findall(written)) - _SHOWN_DIGITS)
        text = text[: number.start] + hidden + text[number.end :]
    return text


def _overlap(one: FoundNumber, other: FoundNumber) -> bool:
    return one.start < other.end and other.start < one.end


def _only_digits(text: str) -> str:
    return "".join(_DIGIT.findall(text))
