"""The report as a PDF on A4, typeset by typst in Arundina Sans, whose Thai can be copied rightly.

Sarabun looks as good, but its stacked marks come out doubled when the text is copied.
"""

import json
from datetime import date
from pathlib import Path

from crm.errors import N_
from crm.reports.formats.speech import Speech
from crm.reports.formats.tables import Cell, Content, Shape, Table, tables, title

FOLDER = Path(__file__).resolve().parent
FONTS = FOLDER.parent / "fonts"
MISSING = "–"


def write(content: Content, speech: Speech) -> bytes:
    """The PDF's bytes. People's words reach typst as values, never as its markup."""
    import typst

    made: bytes = typst.compile(
        str(FOLDER / "month.typ"),
        root=str(FOLDER),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(_printed(content, speech), ensure_ascii=False)},
    )
    return made


def _printed(content: Content, speech: Speech) -> Content:
    first, last = (date.fromisoformat(content[name]) for name in ("first_day", "last_day"))
    return {
        "title": title(content, speech),
        "period": f"{speech.day(first)} – {speech.day(last)}",
        "language": "th" if speech.is_thai else "en",
        "empty": speech.say(N_("ไม่มีรายการในเดือนนี้")),
        "tables": [_printed_table(table, speech) for table in tables(content, speech)],
    }


def _printed_table(table: Table, speech: Speech) -> Content:
    shapes = [column.shape for column in table.columns]
    return {
        "title": table.title,
        "columns": [column.title for column in table.columns],
        "right": [shape in (Shape.NUMBER, Shape.SECONDS) for shape in shapes],
        "rows": [
            [_words(cell, shape, speech) for cell, shape in zip(row, shapes, strict=True)]
            for row in table.rows
        ],
    }


def _words(cell: Cell, shape: Shape, speech: Speech) -> str:
    if cell is None:
        return MISSING
    if isinstance(cell, date):
        return speech.day(cell)
    if isinstance(cell, str):
        return cell
    if shape == Shape.SECONDS:
        return speech.length(cell)
    return f"{cell:,.0f}" if float(cell).is_integer() else f"{cell:,.2f}"
