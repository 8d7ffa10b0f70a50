"""The report as one CSV file for Excel: its tables one after another."""

import csv
import io

from crm.errors import N_
from crm.reports.formats.speech import Speech
from crm.reports.formats.tables import Cell, Column, Content, Shape, tables, title

BYTE_ORDER_MARK = "\ufeff"


def write(content: Content, speech: Speech) -> bytes:
    """The file's bytes; lengths of time are in seconds, a missing value is an empty cell."""
    file = io.StringIO()
    file.write(BYTE_ORDER_MARK)
    sheet = csv.writer(file)
    sheet.writerow([title(content, speech)])
    for table in tables(content, speech):
        sheet.writerow([])
        sheet.writerow([table.title])
        sheet.writerow([_heading(column, speech) for column in table.columns])
        sheet.writerows([[_cell(cell) for cell in row] for row in table.rows])
    return file.getvalue().encode()


def _heading(column: Column, speech: Speech) -> str:
    if column.shape != Shape.SECONDS:
        return column.title
    return speech.say(N_("%(heading)s (วินาที)"), heading=column.title)


def _cell(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell
