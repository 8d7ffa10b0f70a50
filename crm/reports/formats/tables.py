"""The report's plain values laid out as tables, which XLSX, PDF and CSV write each in its way."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from crm.errors import N_
from crm.reports.figures.tags import TAGS_EVER, TAGS_NOW
from crm.reports.figures.words import TAG_KINDS
from crm.reports.formats.speech import Speech

Content = dict[str, Any]
Cell = str | int | float | date | None


class Shape(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    NUMBER = "number"
    SECONDS = "seconds"
    DATE = "date"


@dataclass(frozen=True)
class Column:
    """A column's heading and what stands in it."""

    title: str
    shape: Shape = Shape.TEXT


@dataclass(frozen=True)
class Table:
    """A table of the report; a cell is None where the value is missing."""

    title: str
    columns: tuple[Column, ...]
    rows: list[list[Cell]]


def tables(content: Content, speech: Speech) -> list[Table]:
    """Every table of the report, in its order, with the definitions at the end."""
    return [_headed(make(content, speech), speech) for make in _TABLES]


def title(content: Content, speech: Speech) -> str:
    """`รายงานประจำเดือนตุลาคม 2569`, with the Page's name if it is of one."""
    month = speech.month(content["month"])
    if content["page"]:
        sentence = N_("รายงานประจำเดือน%(month)s เพจ %(page)s")
        return speech.say(sentence, month=month, page=content["page"])
    return speech.say(N_("รายงานประจำเดือน%(month)s"), month=month)


def _headed(table: Table, speech: Speech) -> Table:
    """The table with its own title and those of its columns in the file's language."""
    columns = tuple(replace(each, title=speech.say(each.title)) for each in table.columns)
    return replace(table, title=speech.say(table.title), columns=columns)


def _number(heading: str) -> Column:
    return Column(heading, Shape.NUMBER)


def _counts(content: Content, speech: Speech) -> Table:
    share = speech.say(N_("ตอบแล้ว ÷ ทั้งหมด (ร้อยละ)"))
    rows: list[list[Cell]] = [[share, "", content["answered_percent"]]]
    for line in content["counts"]:
        if line["slug"] == "districts":
            continue
        name = speech.say(line["title"])
        rows.append([name, "", line["value"]])
        rows += [[name, speech.part(part["label"]), part["value"]] for part in line["parts"]]
    columns = (Column(N_("รายการ")), Column(N_("แยกเป็น")), _number(N_("จำนวน")))
    return Table(N_("ภาพรวม"), columns, rows)


def _lengths(content: Content, speech: Speech) -> Table:
    words = (N_("ค่าเฉลี่ย"), N_("มัธยฐาน"), N_("เปอร์เซ็นไทล์ที่ 90"))
    seconds = [Column(word, Shape.SECONDS) for word in words]
    rows = [
        [speech.say(line["title"]), line["n"], line["mean"], line["median"], line["p90"]]
        for line in content["lengths"]
    ]
    return Table(N_("ระยะเวลา"), (Column(N_("รายการ")), _number(N_("จำนวน (n)")), *seconds), rows)


def _tags(content: Content, speech: Speech) -> Table:
    rows = [
        [speech.say(TAG_KINDS[line["kind"]]), speech.tag(line), line["ever"], line["now"]]
        for line in content["tags"]
    ]
    columns = (Column(N_("ชนิด")), Column(N_("แท็ก")), _number(N_("ในเดือน")), _number(N_("ปัจจุบัน")))
    return Table(N_("ยอดแท็ก"), columns, rows)


def _districts(content: Content, speech: Speech) -> Table:
    (line,) = [line for line in content["counts"] if line["slug"] == "districts"]
    rows = [[speech.part(part["label"]), part["value"]] for part in line["parts"]]
    return Table(N_("ใบงานตามพื้นที่"), (Column(N_("พื้นที่")), _number(N_("ใบงาน"))), rows)


def _followers(content: Content, speech: Speech) -> Table:
    everything = {**content["followers_total"], "page": speech.say(N_("รวมทุกเพจ"))}
    lines = [*content["followers"], everything]
    rows = [[line["page"], line["start"], line["end"], line["change"]] for line in lines]
    numbers = (_number(N_("ต้นเดือน")), _number(N_("สิ้นเดือน")), _number(N_("เปลี่ยนแปลง")))
    return Table(N_("ผู้ติดตาม"), (Column(N_("เพจ")), *numbers), rows)


UNITS = {
    "people": N_("คน"),
    "percent": N_("ร้อยละ"),
    "seconds": N_("วินาที"),
    "cases": N_("เรื่อง"),
}
MET = {True: N_("ถึงเป้าหมาย"), False: N_("ยังไม่ถึงเป้าหมาย")}


def _kpis(content: Content, speech: Speech) -> Table:
    rows = [
        [speech.say(line["title"]), speech.say(UNITS[line["unit"]]), line["baseline"],
         line["target"], line["actual"], _verdict(line["met"], speech)]
        for line in content["kpis"]
    ]  # fmt: skip
    numbers = (_number(N_("ค่าตั้งต้น")), _number(N_("เป้าหมาย")), _number(N_("ผล")))
    columns = (Column(N_("ตัวชี้วัด")), Column(N_("หน่วย")), *numbers, Column(N_("สรุป")))
    return Table(N_("ตัวชี้วัด"), columns, rows)


def _verdict(met: bool | None, speech: Speech) -> str | None:
    return None if met is None else speech.say(MET[met])


def _days(content: Content, speech: Speech) -> Table:
    rows: list[list[Cell]] = [
        [date.fromisoformat(line["day"]), line["value"]] for line in content["days"]
    ]
    return Table(N_("รายวัน"), (Column(N_("วันที่"), Shape.DATE), _number(N_("ข้อความเข้า"))), rows)


def _definitions(content: Content, speech: Speech) -> Table:
    lines = [*content["counts"], *content["lengths"], *content["kpis"], *_TAG_DEFINITIONS]
    rows: list[list[Cell]] = [
        [speech.say(line["title"]), speech.say(line["definition"])] for line in lines
    ]
    return Table(N_("คำนิยาม"), (Column(N_("รายการ")), Column(N_("คำนิยาม"))), rows)


_TAG_DEFINITIONS = (
    {"title": TAGS_EVER.title, "definition": TAGS_EVER.definition},
    {"title": TAGS_NOW.title, "definition": TAGS_NOW.definition},
    {
        "title": N_("ผู้ติดตาม"),
        "definition": N_("จำนวนผู้ติดตามที่อ่านได้ล่าสุด ณ วันแรกและสิ้นเดือน ช่องว่างคือไม่มีข้อมูล"),
    },
)
_TABLES: tuple[Callable[[Content, Speech], Table], ...] = (
    _counts, _lengths, _tags, _districts, _followers, _kpis, _days, _definitions,
)  # fmt: skip
