"""One month's report as a file in the format asked for."""

from collections.abc import Callable
from datetime import datetime

from crm import clock
from crm.db import db
from crm.errors import N_, CrmError
from crm.languages import is_thai, sentence
from crm.maps.queries import gazetteer
from crm.pagelink.models import Page
from crm.reports.figures import period
from crm.reports.figures.month import MonthReport, month_report
from crm.reports.formats import csv_file, json_file, pdf_file, xlsx_file
from crm.reports.formats.speech import Speech
from crm.reports.formats.tables import Content
from crm.web import settings

WRITERS: dict[str, Callable[[Content, Speech], bytes]] = {
    "json": json_file.write,
    "xlsx": xlsx_file.write,
    "pdf": pdf_file.write,
    "csv": csv_file.write,
}
CONTENT_TYPES = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}


class NoSuchPage(CrmError):
    """A report was asked of a Page that isn't here."""

    status = 404
    sentence = N_("ไม่พบเพจที่ขอรายงาน")


class NoSuchFormat(CrmError):
    """A report was asked for in a format that isn't made."""

    status = 404
    sentence = N_("ไม่มีรายงานรูปแบบ %(format)s เลือกได้ json, xlsx, pdf หรือ csv")


def render(month: str, format: str, *, now: datetime | None = None) -> bytes:
    """The file of a month (`2026-10` or `2569-10`) of all Pages; raises in words."""
    now = now or clock.now()
    return as_file(build(month, now=now).content(), format)


def build(month: str, *, page_id: int | None = None, now: datetime) -> MonthReport:
    """The report of a month by the installation's own time zone."""
    page = None if page_id is None else _get_page(page_id)
    asked = period.parse(month, settings().timezone, now=now, page_id=page_id)
    return month_report(asked, page=page.name if page else None, now=now)


def as_file(content: Content, format: str) -> bytes:
    """A report's plain values as a file in the language of now, for a kept report and a fresh one.

    What is kept holds the Thai sentences, which are translated here alone.
    """
    if format not in WRITERS:
        raise NoSuchFormat(format=format)
    return WRITERS[format](content, speech())


def speech() -> Speech:
    """The language that is spoken now: the page's, else the installation's."""
    areas = {area.name_th: area.name_en for area in gazetteer().districts}
    return Speech(is_thai=is_thai(), say=sentence, areas=areas)


def _get_page(page_id: int) -> Page:
    page = db.session.get(Page, page_id)
    if page is None:
        raise NoSuchPage
    return page
