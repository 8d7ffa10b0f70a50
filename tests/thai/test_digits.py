import csv
from pathlib import Path

from crm.thai import arabic_digits, thai_digits

ORACLE = Path(__file__).parents[1] / "fixtures/thai_parsing/numerals_normalisation_oracle.csv"


def test_thai_digits_are_read_as_arabic_ones():
    with ORACLE.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["kind"] == "digits"]
    assert rows
    assert [arabic_digits(row["input"]) for row in rows] == [row["expected"] for row in rows]


def test_a_letter_has_thai_digits():
    assert thai_digits("วันที่ 5 เวลา 10.30 น.") == "วันที่ ๕ เวลา ๑๐.๓๐ น."


def test_addresses_and_codes_keep_their_digits_in_a_letter():
    text = "ดู https://example.go.th/ข่าว?id=452 หรือ a1@example.org รหัส RT-0012 ภายใน 3 วัน"
    assert thai_digits(text) == text.replace("ภายใน 3", "ภายใน ๓")


def test_a_case_number_that_is_named_keeps_its_digits_in_a_letter():
    text = "เลขที่รับแจ้ง 2569-000123-4 ลงวันที่ 4"
    expected = "เลขที่รับแจ้ง 2569-000123-4 ลงวันที่ ๔"
    assert thai_digits(text, keep=["2569-000123-4"]) == expected
