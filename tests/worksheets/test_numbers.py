"""The numbers of cases."""

import threading
from datetime import datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from crm import thai
from crm.auth.models import User
from crm.db import transaction
from crm.worksheets import numbers, queries, service
from crm.worksheets.models import Worksheet

RUNNING = st.integers(min_value=1, max_value=9_999_999)
YEARS = st.integers(min_value=2560, max_value=2599)


def test_the_check_digit_is_damms() -> None:
    """The worked example of the literature: 572 has the check digit 4."""
    assert numbers.check_digit("572") == "4"
    assert numbers.check_digit("5724") == "0"


@given(YEARS, RUNNING, st.data())
def test_every_single_wrong_digit_is_found(year: int, running: int, draw: st.DataObject) -> None:
    digits = numbers.fold(numbers.make(year, running))
    place = draw.draw(st.integers(min_value=2, max_value=len(digits) - 1))
    wrong = draw.draw(st.sampled_from([d for d in "0123456789" if d != digits[place]]))
    with pytest.raises(numbers.WrongCheckDigit):
        numbers.check(digits[:place] + wrong + digits[place + 1 :])


@given(YEARS, RUNNING, st.data())
def test_every_swap_of_neighbours_is_found(year: int, running: int, draw: st.DataObject) -> None:
    digits = numbers.fold(numbers.make(year, running))
    place = draw.draw(st.integers(min_value=2, max_value=len(digits) - 2))
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    if swapped == digits:
        numbers.check(swapped)
    else:
        with pytest.raises(numbers.WrongCheckDigit):
            numbers.check(swapped)


@given(YEARS, RUNNING, st.booleans(), st.sampled_from(["-", "", " ", "–", " - "]))
def test_a_number_is_read_in_any_writing(
    year: int, running: int, in_thai: bool, joint: str
) -> None:
    number = numbers.make(year, running)
    typed = f" เลขที่รับแจ้ง {number.replace('-', joint)} "
    typed = thai.thai_digits(typed) if in_thai else typed
    assert numbers.fold(typed) == number.replace("-", "")


@given(YEARS, RUNNING)
def test_a_number_quoted_in_a_sentence_is_found(year: int, running: int) -> None:
    number = numbers.make(year, running)
    folded = number.replace("-", "")
    assert numbers.find_own(f"ขอติดตามเรื่องเลขที่ {number}ค่ะ โทร 0812345678") == [folded]


def test_a_case_is_found_by_any_of_its_numbers(
    sheet: Worksheet, officer: User, now: datetime
) -> None:
    with transaction():
        service.give_own_number(sheet, by=officer, now=now)
        sheet.number_sent_at = now
        service.file_in_mis(sheet, "MIS 2569/๐๐๑๒๓๔", by=officer, now=now)
    own = sheet.case_number or ""
    typed = [own, thai.thai_digits(own), own.replace("-", ""), "mis2569001234", "2569-000001"]
    typed += ["2569000001", "เลขที่ใบงาน ๒๕๖๙-๐๐๐๐๐๑", " MIS 2569/001234 "]
    assert [queries.get_by_number(text).id for text in typed] == [sheet.id] * len(typed)


def test_a_wrong_check_digit_is_said_to_be_one(
    sheet: Worksheet, officer: User, now: datetime
) -> None:
    with transaction():
        service.give_own_number(sheet, by=officer, now=now)
    digits = numbers.fold(sheet.case_number or "")
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    with pytest.raises(numbers.WrongCheckDigit, match="พิมพ์ผิดอย่างน้อยหนึ่งหลัก"):
        queries.get_by_number(wrong)
    with pytest.raises(queries.UnknownNumber):
        queries.get_by_number(numbers.make(2569, 77))


@pytest.mark.parametrize("typed", ["", "  ", "-", "%", "เลขที่", "x" * 500, "2569-1", "🙂"])
def test_what_is_no_number_is_unknown(app: Flask, typed: str) -> None:
    with pytest.raises(queries.UnknownNumber):
        queries.get_by_number(typed)


def test_a_number_drawn_in_a_failed_transaction_is_given_to_the_next(app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction():
        numbers.draw("case", 2569)
        raise RuntimeError
    with transaction():
        assert numbers.draw("case", 2569) == 1


def test_numbers_drawn_at_the_same_moment_differ(app: Flask) -> None:
    drawn: list[int] = []
    start = threading.Barrier(4)

    def draw_five() -> None:
        with app.app_context():
            start.wait()
            for _ in range(5):
                with transaction():
                    drawn.append(numbers.draw("case", 2569))

    threads = [threading.Thread(target=draw_five) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(drawn) == list(range(1, 21))
