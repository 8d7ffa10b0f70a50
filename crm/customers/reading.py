"""Read out of a citizen's own words what they tell of themselves; nothing is kept of it here.

Written for precision: a house number, a price, a case number or an office's line is none of it,
and what is said of somebody else (a mother's age, a swindler's number) isn't either.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crm import thai

YOUNGEST, OLDEST = 7, 110
FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR = 2460, 2562
LOOK_BACK = 30

_SELF = "ผม|กระผม|ฉัน|ดิฉัน|หนู|ข้าพเจ้า|เรา|ตัวเอง"
_OTHERS = re.compile(
    "พ่อ|แม่|ยาย|ย่า|ปู่|ตา(?!ม)|ลุง|ป้า|น้า|อา(?!ย|ศ)|พี่|น้อง|ลูก|หลาน|สามี|ภรรยา|แฟน|เพื่อน|คน|เด็ก|"
    "ผู้|บิดา|มารดา|ญาติ|ต้นไม้|อาคาร|ตึก|สะพาน|ถนน|บ้าน|รถ|ท่อ|เสา|โครงการ|บัตร|สัญญา|หมา|สุนัข|แมว"
)
_THEIR_NUMBER = re.compile(
    "มิจ|แก๊ง|คอลเซ็น|ข่มขู่|ทวงหนี้|ช่าง|เทศกิจ|เขต|ร้าน|บริษัท|ป้าย|ใบปลิว|ประกาศ|ผู้รับเหมา|เจ้าของ|"
    "ตำรวจ|สายด่วน|หน่วยงาน|คู่กรณี|เบอร์(นี้|มัน|เขา|คนขับ)|โทร(เข้า)?มา(จาก)?|จากเบอร์|พร้อมเพย์|บัญชี"
)
_OWN_NUMBER = re.compile(f"({_SELF}).{{0,12}}$|ติดต่อ(กลับ)?|โทรกลับ|เบอร์ติดต่อ|เบอร์โทร")
_MOBILE = ("06", "08", "09")
_AFTER_PRICE = re.compile(r"\s*(บาท|฿|ล้าน)")

_LINK = re.compile(r"(?:https?://|www\.)\S+")
_OFFICE_EMAIL = re.compile(r"\.(go|or)\.th$", re.IGNORECASE)
_AGE = re.compile(
    r"อายุ\s*(?:ตอนนี้|ปัจจุบัน|ได้)?\s*[:：]?\s*(\d{1,3})(?![\d/.,:-])"
    r"(?!\s*(?:-|–|ถึง|ขวบ|เดือน|วัน|กว่า|ปีขึ้น|ปี\s*ขึ้น|ขึ้นไป|ลงมา|ปีกว่า|หรือ|ชั่วโมง))"
)
_BIRTH_YEAR = re.compile(
    rf"(?<![ก-๙])(?:{_SELF})?\s*(?:ปีเกิด|เกิด\s*(?:เมื่อ)?\s*(?:ปี)?\s*(?:พ\.?\s?ศ\.?)?)\s*[:：]?\s*(2[45]\d\d)(?!\d)"
)
_PART = (
    r"(?:หมู่บ้าน|หมู่(?:ที่)?|ม\.|ซอย|ซ\.|ถนน|ถ\.|ตำบล|ต\.|แขวง|อำเภอ|อ\.|เขต|จังหวัด|จ\.|กทม\.?|กรุงเทพฯ?)"
)
_ADDRESS = re.compile(
    r"(?P<before>บ้าน)?(?:เลขที่|ที่อยู่)\s*[:：]?\s*(?:บ้าน)?(?:เลขที่)?\s*"
    rf"(?P<value>\d{{1,5}}(?:/\d{{1,5}})?(?![\d/-])(?P<parts>(?:\s*{_PART}\s*[^\s,;]*(?:\s\d{{1,3}}(?:/\d+)?(?![\d/.-]))?)*)"
    r"(?:\s+\d{5}(?!\d))?)"
)
_LIVES = re.compile(f"(?:อยู่|อาศัย|อาศัยอยู่|พัก|พักอยู่|พักที่|{_SELF}|บ้านผม|บ้านฉัน|บ้านดิฉัน)(?:ที่)?$")
_BESIDE = re.compile("(?:หน้า|ข้าง|หลัง|ตรงข้าม|ใกล้|แถว|บริเวณ|ตรง|ที่|ถึง|ระหว่าง|ของ|ติด|กับ)$")


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a person told of themselves, in the form in which it is kept."""

    kind: str
    value: str


def read_facts(text: str) -> list[Told]:
    """What a citizen's text tells of its writer, each thing once."""
    plain = _LINK.sub(lambda link: " " * len(link.group()), thai.arabic_digits(text))
    found = [*_phones(plain), *_emails(plain), *_ages(plain), *_birth_years(plain)]
    return list(dict.fromkeys([*found, *_addresses(plain)]))


def _phones(text: str) -> Iterator[Told]:
    """Mobile numbers, and others said to be one's own; none that is said to be somebody else's."""
    for number in thai.find_phones(text):
        before = _line_before(text, number.start)
        if _THEIR_NUMBER.search(before) or _AFTER_PRICE.match(text, number.end):
            continue
        if number.national.startswith(_MOBILE) or _OWN_NUMBER.search(before):
            yield Told("phone", number.national)


def _emails(text: str) -> Iterator[Told]:
    for written in thai.find_emails(text):
        address = written.rstrip(".").lower()
        if not _OFFICE_EMAIL.search(address):
            yield Told("email", address)


def _ages(text: str) -> Iterator[Told]:
    for match in _AGE.finditer(text):
        if YOUNGEST <= int(match[1]) <= OLDEST and _is_of_oneself(text, match.start()):
            yield Told("age", match[1].lstrip("0"))


def _birth_years(text: str) -> Iterator[Told]:
    for match in _BIRTH_YEAR.finditer(text):
        is_likely = FIRST_BIRTH_YEAR <= int(match[1]) <= LAST_BIRTH_YEAR
        if is_likely and _is_of_oneself(text, match.start()):
            yield Told("birth_year", match[1])


def _addresses(text: str) -> Iterator[Told]:
    """A house number with its street or quarter, or one where the writer says to live."""
    for match in _ADDRESS.finditer(text):
        before = _line_before(text, match.start()).rstrip()
        lives = bool(_LIVES.search(before)) or match.group().startswith("ที่อยู่")
        is_house = lives or match["before"] is not None
        if not is_house or (_BESIDE.search(before) and not lives):
            continue
        if lives or match["parts"].strip():
            yield Told("address", " ".join(match["value"].split()))


def _is_of_oneself(text: str, at: int) -> bool:
    """Whether no other person or thing is named just before, and no word runs into it."""
    before = _line_before(text, at)
    if re.search(rf"(?:{_SELF})\s*$", before):
        return True
    runs_on = bool(before) and not before[-1].isspace() and before[-1] not in ",.;:()/"
    last_words = " ".join(before.split()[-2:])
    return not runs_on and not _OTHERS.search(last_words)


def _line_before(text: str, at: int) -> str:
    return text[max(0, at - LOOK_BACK) : at].rpartition("\n")[2]
