"""The text to copy into the city's complaint system, in the order that its operators write."""

from crm import thai
from crm.customers import queries as customers
from crm.db import db
from crm.pagelink.models import Direction, Message, Page
from crm.worksheets import queries
from crm.worksheets.models import Worksheet


def copy_block(sheet: Worksheet) -> str:
    """Problem, place, landmark, soi, road, subdistrict, district, point, earlier numbers, contact
    wish and origin, a line each.

    The reporter's name never stands in it; with the name withheld, telephone numbers don't either.
    """
    messages = [m for m in queries.messages_of(sheet) if m.direction == Direction.IN]
    words = queries.labels()
    return "\n".join(
        [
            f"ปัญหา: {_problem(sheet, messages)}",
            f"จุดเกิดเหตุ: {sheet.place}",
            f"จุดสังเกต: {sheet.landmark}",
            f"ซอย: {sheet.soi}",
            f"ถนน: {sheet.road}",
            f"{words['subdistrict'].th}: {sheet.subdistrict or ''}",
            f"{words['district'].th}: {sheet.district or ''}",
            f"พิกัด: {_point(sheet)}",
            f"เลขที่รับแจ้งก่อนหน้านี้: {', '.join(_earlier_numbers(sheet))}",
            _contact_wish(sheet),
            f"ที่มา: {_origin(sheet, messages)}",
        ]
    )


def _problem(sheet: Worksheet, messages: list[Message]) -> str:
    topic = " / ".join(topic.name_th for topic in sheet.topics) or sheet.title
    told = " ".join(
        " ".join(m.text.split()) for m in messages if m.text.strip() and not m.deleted_at
    )
    text = thai.mask_phones(told) if sheet.name_withheld else told
    return f"{topic} เนื่องจาก {text or sheet.title} ขอให้ดำเนินการตรวจสอบและแก้ไข".strip()


def _point(sheet: Worksheet) -> str:
    if sheet.latitude is None or sheet.longitude is None:
        return ""
    return f"{sheet.latitude:.6f}, {sheet.longitude:.6f}"


def _earlier_numbers(sheet: Worksheet) -> list[str]:
    merged = [twin.case_number for twin in queries.duplicates_of(sheet)]
    earlier = [
        before.case_number
        for before in (queries.of_customer(sheet.customer_id) if sheet.customer_id else [])
        if before.id < sheet.id and {t.id for t in before.topics} & {t.id for t in sheet.topics}
    ]
    return list(dict.fromkeys(number for number in [*merged, *earlier] if number))


def _contact_wish(sheet: Worksheet) -> str:
    wishes = customers.may_be_called(sheet.customer_id) if sheet.customer_id else False
    return "ผู้แจ้งสะดวกให้ติดต่อกลับ" if wishes else "ผู้แจ้งไม่สะดวกให้ติดต่อกลับ"


def _origin(sheet: Worksheet, messages: list[Message]) -> str:
    page = db.session.get(Page, sheet.page_id) if sheet.page_id else None
    if page is None:
        return ""
    permalink = next((m.permalink or m.conversation.permalink for m in messages), None)
    return " ".join(filter(None, [f"เฟซบุ๊กเพจ {page.name}", permalink]))
