"""What is proposed for a message, and the block for the city's system."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import event

from crm.auth.models import User
from crm.db import db, transaction
from crm.pagelink.models import Message
from crm.worksheets import filing, queries, service
from crm.worksheets.models import Worksheet
from crm.worksheets.suggestions import suggest, vocabulary


@pytest.mark.parametrize(
    ("text", "category", "topics"),
    [
        ("ไฟทางดับทั้งซอย มืดมาก", "complaint", ["street_light"]),
        ("สอบถามหน่อยค่ะ ทำบัตรประชาชนที่ไหน", "inquiry", ["city_services"]),
        ("เจ้าหน้าที่ทำงานเร็ว ขอชื่นชม", "praise", []),
        ("น่าจะมีสวนเพิ่มในย่านนี้", "suggestion", ["trees_parks"]),
        ("ขยะไม่มาเก็บสามวันแล้ว ขอบคุณล่วงหน้า", "complaint", ["rubbish"]),
        ("รถติดแถวคลองเตยบ่อย", "complaint", ["traffic"]),
        ("ไฟทางดับ ซอยลาดพร้าว 71 เขตลาดพร้าว", "complaint", ["street_light"]),
        ("เสียงไร้สายหมู่บ้านไม่ดัง", None, []),
        ("สวัสดี", None, []),
        ("ไหล่ทางทรุด พื้นถนนต่างระดับ", "complaint", ["road"]),
        ("ฟุตบาธแตก ตัวหนอนหลุด", "complaint", ["footpath"]),
        ("ไฟไม่ติดมาสามคืน", "complaint", ["street_light"]),
        ("สายขาดพาดลงมาหน้าบ้าน", "complaint", ["cables_power"]),
        ("ไข้เลือดออกระบาด ขอให้มาพ่นยา", "complaint", ["sanitation"]),
        ("ทำบัตรคนพิการที่ไหนครับ", "inquiry", ["city_services"]),
    ],
)
def test_words_suggest_the_category_and_the_topics(
    app: Flask, text: str, category: str | None, topics: list[str]
) -> None:
    found = suggest(text, vocabulary())
    assert (found.category.tag.slug if found.category else None) == category
    assert [guess.tag.slug for guess in found.topics] == topics


@pytest.mark.parametrize(("text", "urgent"), [("สายไฟขาด ไฟดูด", True), ("ใต้ทางด่วน", False)])
def test_danger_is_urgent(app: Flask, text: str, urgent: bool) -> None:
    flags = {guess.tag.slug for guess in suggest(text, vocabulary()).flags}
    assert ("urgent" in flags) == urgent


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("เรื่องที่แจ้งไปถึงไหนแล้วคะ", True),
        ("ขอติดตามเรื่องฝาท่อหน้าบ้าน", True),
        ("ขอทราบความคืบหน้าด้วยครับ", True),
        ("แจ้งหลายครั้งแล้วก็เหมือนเดิม", True),
        ("เลขที่รับแจ้ง 69-000123 เงียบไปเลย", True),
        ("ไฟดวงเดิมยังไม่ได้รับการแก้ไข", True),
        ("เคยร้องเรียนเรื่องนี้เมื่อเดือนก่อน", True),
        ("ไฟดับทั้งซอย รบกวนแจ้งช่างให้ด้วย", False),
        ("ติดตามเพจนี้มานาน ชอบมากค่ะ", False),
        ("รถขยะสัปดาห์นี้ยังไม่มาเก็บ", False),
        ("ทราบมาว่าเคยมีผู้ร้องเรียนไปแล้ว", False),
    ],
)
def test_who_asks_for_progress_is_heard(app: Flask, text: str, asks: bool) -> None:
    flags = {guess.tag.slug for guess in suggest(text, vocabulary()).flags}
    assert ("follow_up" in flags) == asks


def test_a_proposal_waits_with_its_evidence_and_isn_t_made_twice(
    say: Callable[..., Message], officer: User, now: datetime
) -> None:
    message = say("ไฟทางดับ")
    with transaction():
        made = service.propose_tags(message, now=now)
        again = service.propose_tags(message, now=now)
    assert [(p.tag.slug, p.evidence) for p in made if p.tag] == [
        ("complaint", {"words": ["ไฟทาง"]}),
        ("street_light", {"words": ["ไฟทาง"]}),
    ]
    assert again == []
    assert queries.tags_of([message.conversation_id]) == {}
    with transaction():
        service.accept_proposal(made[0], by=officer, now=now)
        service.refuse_proposal(made[1], by=officer, now=now)
        assert service.propose_tags(message, now=now) == []
    standing = queries.tags_of([message.conversation_id])[message.conversation_id]
    assert [tag.slug for tag in standing] == ["complaint"]
    with pytest.raises(service.AlreadyDecided), transaction():
        service.refuse_proposal(made[0], by=officer, now=now)


def test_the_block_stands_in_the_operators_order_without_the_reporters_name(
    say: Callable[..., Message], officer: User, now: datetime
) -> None:
    message = say("ไฟทางดับ\nโทร 0812345678")
    with transaction():
        message.permalink = "https://example.org/1"
        sheet = service.open_worksheet(
            message.conversation, topics=[queries.get_tag("street_light")], by=officer, now=now
        )
        place = service.Place(
            "pin", 13.75, 100.5, district="ดินแดง", subdistrict="ดินแดง", soi="ประชาสงเคราะห์ 2"
        )
        service.set_place(sheet, place, by=officer, now=now)
        service.withhold_name(sheet, True, by=officer, now=now)
    lines = filing.copy_block(sheet).splitlines()
    assert [line.split(":")[0] for line in lines[:9]] == [
        "ปัญหา",
        "จุดเกิดเหตุ",
        "จุดสังเกต",
        "ซอย",
        "ถนน",
        "แขวง",
        "เขต",
        "พิกัด",
        "เลขที่รับแจ้งก่อนหน้านี้",
    ]
    assert lines[0].startswith("ปัญหา: ไฟฟ้าส่องสว่างสาธารณะ เนื่องจาก ไฟทางดับ โทร xxx")
    assert lines[7] == "พิกัด: 13.750000, 100.500000"
    assert lines[9:] == [
        "ผู้แจ้งไม่สะดวกให้ติดต่อกลับ",
        "ที่มา: เฟซบุ๊กเพจ เพจร้องทุกข์ https://example.org/1",
    ]
    assert "สมใจ" not in "".join(lines)


def test_the_sections_of_the_district_come_before_the_departments(app: Flask) -> None:
    agencies = queries.suggest_agencies([queries.get_tag("canal")], "เขตดินแดง")
    assert [(agency.name_th, agency.district) for agency in agencies] == [
        ("ฝ่ายโยธา", "ดินแดง"),
        ("ฝ่ายรักษาความสะอาดและสวนสาธารณะ", "ดินแดง"),
        ("สำนักการระบายน้ำ", None),
        ("กรมเจ้าท่า", None),
    ]


def test_agencies_stand_in_thai_order_with_those_outside_last(app: Flask) -> None:
    names = [branch.agency.name_th for branch in queries.agencies()]
    offices = [name for name in names if name.startswith("สำนักงานเขต")]
    assert offices.index("สำนักงานเขตคลองเตย") < offices.index("สำนักงานเขตจตุจักร")
    outside = [branch.agency.outside for branch in queries.agencies()]
    assert outside == sorted(outside)


def test_a_list_takes_as_many_statements_for_one_row_as_for_many(
    say: Callable[..., Message], officer: User, now: datetime
) -> None:
    counts = []
    for _ in range(2):
        for number in range(3):
            message = say(author=f"คน {number}")
            with transaction():
                topics = [queries.get_tag("road"), queries.get_tag("flood")]
                service.open_worksheet(message.conversation, topics=topics, by=officer, now=now)
        db.session.expire_all()
        counts.append(_statements(lambda: queries.worksheets(queries.WorksheetFilter()).rows))
    assert counts[0] == counts[1] <= 3


def test_a_list_goes_on_where_the_part_before_ended(
    say: Callable[..., Message], officer: User, now: datetime
) -> None:
    for number in range(5):
        message = say(author=f"คน {number}")
        with transaction():
            service.open_worksheet(message.conversation, urgent=number == 0, by=officer, now=now)
    first = queries.worksheets(queries.WorksheetFilter(), limit=3)
    second = queries.worksheets(queries.WorksheetFilter(), first.next, limit=3)
    numbers = [sheet.number for sheet in first.rows + second.rows]
    assert numbers == [f"2569-00000{n}" for n in range(5, 0, -1)]
    assert second.next is None
    urgent = queries.worksheets(queries.WorksheetFilter(urgent=True)).rows
    assert [sheet.number for sheet in urgent] == ["2569-000001"]


def _statements(read: Callable[[], list[Worksheet]]) -> int:
    seen: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        seen.extend([statement] if statement.startswith("SELECT") else [])

    event.listen(db.engine, "before_cursor_execute", note)
    for sheet in read():
        assert (sheet.topics, sheet.category, sheet.agency) is not None
    event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
