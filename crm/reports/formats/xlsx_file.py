"""The report as a workbook: a sheet a table, real dates and numbers, no formula out of a text."""

import io
from datetime import date
from typing import Any

from crm.reports.formats.speech import Speech
from crm.reports.formats.tables import Cell, Content, Shape, Table, tables, title

SECONDS_A_DAY = 86400
WIDEST = 60
THAI_DAY = "[$-D07041E]d mmm yyyy"  # in the Buddhist era
ENGLISH_DAY = "[$-409]d mmm yyyy"


def write(content: Content, speech: Speech) -> bytes:
    """The workbook's bytes."""
    import xlsxwriter

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title(content, speech)})
        styles = _styles(book, THAI_DAY if speech.is_thai else ENGLISH_DAY)
        for table in tables(content, speech):
            _add_sheet(book, table, title(content, speech), styles)
    return file.getvalue()


def _styles(book: Any, day: str) -> dict[str, Any]:
    font = {"font_name": "TH Sarabun New", "font_size": 14, "valign": "top"}
    return {
        "heading": book.add_format({**font, "bold": True, "font_size": 16}),
        "column": book.add_format({**font, "bold": True, "bottom": 1, "bg_color": "#E1EFF5"}),
        Shape.TEXT: book.add_format({**font, "text_wrap": True}),
        Shape.NUMBER: book.add_format({**font, "num_format": "#,##0.##"}),
        Shape.SECONDS: book.add_format({**font, "num_format": "[h]:mm:ss"}),
        Shape.DATE: book.add_format({**font, "num_format": day}),
        "whole": book.add_format({**font, "num_format": "#,##0"}),
    }


def _add_sheet(book: Any, table: Table, heading: str, styles: dict[str, Any]) -> None:
    sheet = book.add_worksheet(table.title)
    sheet.write_string(0, 0, f"{heading} · {table.title}", styles["heading"])
    for place, column in enumerate(table.columns):
        sheet.write_string(2, place, column.title, styles["column"])
        sheet.set_column(place, place, _width(table, place))
    for line, row in enumerate(table.rows, start=3):
        for place, cell in enumerate(row):
            _write(sheet, (line, place), cell, table.columns[place].shape, styles)
    sheet.freeze_panes(3, 0)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write(
    sheet: Any, at: tuple[int, int], cell: Cell, shape: Shape, styles: dict[str, Any]
) -> None:
    if cell is None:
        sheet.write_blank(*at, None, styles[shape])
    elif isinstance(cell, str):
        sheet.write_string(*at, cell, styles[Shape.TEXT])
    elif isinstance(cell, date):
        sheet.write_datetime(*at, cell, styles[Shape.DATE])
    elif shape == Shape.SECONDS:
        sheet.write_number(*at, cell / SECONDS_A_DAY, styles[Shape.SECONDS])
    else:
        style = "whole" if isinstance(cell, int) or cell.is_integer() else Shape.NUMBER
        sheet.write_number(*at, cell, styles[style])


def _width(table: Table, place: int) -> int:
    longest = max((len(str(row[place])) for row in table.rows if row[place] is not None), default=0)
    return min(max(longest, len(table.columns[place].title), 12) + 2, WIDEST)
