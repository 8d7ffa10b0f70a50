import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm.thai import fold

ORACLE = Path(__file__).parents[1] / "fixtures/thai_parsing/numerals_normalisation_oracle.csv"
THAI = st.text(alphabet=[chr(code) for code in range(0x0E01, 0x0E5C)] + list(" aA1๔\u200b"))


def oracle(kind: str) -> list[tuple[str, str]]:
    with ORACLE.open(encoding="utf-8") as lines:
        return [(r["input"], r["expected"]) for r in csv.DictReader(lines) if r["kind"] == kind]


@given(THAI | st.text())
@example("เค้้้าเดินไปสนามหญา้หนา้บา้น")
@example("e\u200b\u0301")
@example("าา่า่")
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(("typed", "folded"), oracle("normalize"))
def test_common_typing_errors_are_put_right_as_pythainlp_does(typed, folded):
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("typed", "same_as"),
    [
        ("น้ํา", "น้ำ"),
        ("นํ้า", "น้ำ"),
        ("เเยก", "แยก"),
        ("ที่\u200bนี่", "ที่นี่"),
        ("ซอย  ๗\n", "ซอย 7"),
        ("ＢＴＳ อโศก", "bts อโศก"),
        ("ก่ี", "กี่"),
        ("มากกกกกก", "มากกก"),
        ("นานนาาาาาน", "นานนาน"),
    ],
)
def test_two_ways_of_typing_the_same_fold_alike(typed, same_as):
    assert fold(typed) == fold(same_as)


def test_a_plain_word_finds_its_emphasised_form():
    assert fold("มาก") in fold("ช้ามากกกกก")
    assert fold("มากก") in fold("ช้ามากกกกก")


def test_digits_and_ordinary_double_letters_stay():
    assert fold("1555 ตกกลาง 0811112222") == "1555 ตกกลาง 0811112222"


CONSONANTS = st.text(alphabet="กขค ab1๑", max_size=30)


@given(CONSONANTS, st.integers(0, 30), st.integers(0, 30))
def test_a_part_of_a_text_is_found_in_the_text(text, start, length):
    assert fold(text[start : start + length]) in fold(text)
