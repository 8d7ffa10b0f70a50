import csv
import json
from pathlib import Path

import pytest

from crm.thai import find_national_ids, find_phones, mask_national_ids, mask_phones

ORACLE = Path(__file__).parents[1] / "fixtures/thai_parsing/phones_th.csv"
BLOCK_OF_LINES = "02-123-4567-8"


def oracle() -> list[tuple[str, list[str]]]:
    with ORACLE.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["raw"] != BLOCK_OF_LINES]
    return [(row["raw"], [hit[1] for hit in json.loads(row["matcher_hits"])]) for row in rows]


@pytest.mark.parametrize(("text", "numbers"), oracle())
def test_phones_are_found_as_libphonenumber_finds_them(text, numbers):
    assert ["+66" + phone.national.removeprefix("0") for phone in find_phones(text)] == [
        number.replace("+6601", "+661") for number in numbers
    ]


def test_a_block_of_lines_is_a_phone():
    assert [phone.national for phone in find_phones(BLOCK_OF_LINES)] == ["021234567"]


def test_a_phone_between_thai_letters_is_found_where_it_stands():
    text = "โทร๐๘๑-๒๓๔-๕๖๗๘นะคะ"
    (phone,) = find_phones(text)
    assert text[phone.start : phone.end] == "๐๘๑-๒๓๔-๕๖๗๘"
    assert phone.national == "0812345678"


def test_short_numbers_sois_and_case_numbers_are_no_phones():
    assert find_phones("โทร 1555 หรือ 199 ซอยลาดพร้าว 101/3 เลขที่รับแจ้ง 2569-000123-4") == []


def test_a_masked_phone_keeps_its_writing_and_its_last_two_digits():
    assert mask_phones("โทร 081-234-5678 ค่ะ") == "โทร xxx-xxx-xx78 ค่ะ"
    assert mask_phones("0812345678/0898765432") == "xxxxxxxx78/xxxxxxxx32"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("1-2345-67890-12-1", "x-xxxx-xxxxx-x2-1"),
        ("๑๒๓๔๕๖๗๘๙๐๑๒๑", "xxxxxxxxxxx๒๑"),
        ("บัตร 1 2345 67890 12 1 ค่ะ", "บัตร x xxxx xxxxx x2 1 ค่ะ"),
    ],
)
def test_an_identity_number_with_its_check_digit_is_found(text, masked):
    assert [found.national for found in find_national_ids(text)] == ["1234567890121"]
    assert find_phones(text) == []
    assert mask_national_ids(text) == masked


@pytest.mark.parametrize("text", ["1234567890122", "12345678901210", "9234567890121"])
def test_other_thirteen_digits_are_no_identity_number(text):
    assert find_national_ids(text) == []
