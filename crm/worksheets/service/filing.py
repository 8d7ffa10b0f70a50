"""Give a case the number that the citizen holds: the city's system's, or one of our own."""

from datetime import datetime

from crm.auth.models import User
from crm.db import db
from crm.errors import N_, Conflict, CrmError
from crm.pagelink.models import Page
from crm.worksheets import numbers
from crm.worksheets.models import Worksheet
from crm.worksheets.service.history import record

LONGEST_NUMBER = 60


class NumberMissing(CrmError):
    """The number field was left empty, or holds no letter or digit."""

    sentence = N_("กรุณากรอกเลขที่ได้จากระบบรับเรื่องของหน่วยงาน")


class NumberTooLong(CrmError):
    """No system gives numbers this long."""

    sentence = N_("เลขที่รับแจ้งยาวเกิน %(n)s ตัวอักษร กรุณาตรวจสอบอีกครั้ง")


class AlreadyNumbered(Conflict):
    """The case has the number that its citizen holds."""

    sentence = N_("เรื่องนี้มีเลขที่รับแจ้ง %(number)s แล้ว")


def file_in_mis(sheet: Worksheet, mis_number: str, *, by: User | None, now: datetime) -> None:
    """Keep the number that the city's system gave, in whatever form; the case is then filed.

    It becomes the citizen's number too, unless the citizen was told another before. A mistyped
    one may be put right by filing again; the time of the first filing stays.
    """
    number = _checked(mis_number)
    before = sheet.mis_number
    sheet.mis_number, sheet.mis_key = number, numbers.fold(number)
    if sheet.filed_at is None:
        sheet.filed_at, sheet.filed_by_id = now, by.id if by else None
    if sheet.number_sent_at is None:
        sheet.case_number, sheet.case_key = number, sheet.mis_key
    if before != number:
        record(sheet, "filed", by=by, now=now, old=before, new=number)


def give_own_number(sheet: Worksheet, *, by: User | None, now: datetime) -> None:
    """Make a number where there is no such system; raises AlreadyNumbered.

    On a Page without a complaint system behind it, this is the filing.
    """
    if sheet.case_number:
        raise AlreadyNumbered(number=sheet.case_number)
    year = numbers.year_of(now)
    sheet.case_number = numbers.make(year, numbers.draw("case", year))
    sheet.case_key = numbers.fold(sheet.case_number)
    page = db.session.get(Page, sheet.page_id) if sheet.page_id else None
    if page and not page.filing_system:
        sheet.filed_at, sheet.filed_by_id = now, by.id if by else None
    record(sheet, "own_number", by=by, now=now, new=sheet.case_number)


def set_case_number(sheet: Worksheet, number: str, *, by: User | None, now: datetime) -> None:
    """Take the citizen's number from other software; raises once the citizen was told another."""
    number = _checked(number)
    if sheet.case_number == number:
        return
    if sheet.number_sent_at:
        raise AlreadyNumbered(number=sheet.case_number)
    before, sheet.case_number = sheet.case_number, number
    sheet.case_key = numbers.fold(number)
    record(sheet, "case_number", by=by, now=now, old=before, new=number)


def _checked(text: str) -> str:
    number = " ".join(text.split())
    if not numbers.fold(number):
        raise NumberMissing
    if len(number) > LONGEST_NUMBER:
        raise NumberTooLong(n=LONGEST_NUMBER)
    return number
