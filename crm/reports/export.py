"""Writes whole tables out, a chunk at a time: JSON lines, or CSV that Excel opens."""

import csv
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TextIO

from crm.errors import N_, CrmError
from crm.reports.rows import customers, messages, replies, worksheets
from crm.reports.rows.keyset import Chunk, Fields, Keyset

KINDS: dict[str, tuple[tuple[str, ...], Callable[..., Chunk]]] = {
    "messages": (messages.FIELDS, messages.chunk),
    "customers": (customers.FIELDS, customers.chunk),
    "worksheets": (worksheets.FIELDS, worksheets.chunk),
    "replies": (replies.FIELDS, replies.chunk),
}
FORMATS = ("jsonl", "csv")
BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write(kind: str, format: str, stream: TextIO, *, show_facts: bool = False) -> int:
    """Write every row of a kind in the order of arrival; returns how many.

    CSV begins with a byte order mark, without which Excel garbles Thai, and a text that Excel
    would take for a formula gets an apostrophe before it; JSON lines hold the exact text.
    """
    if kind not in KINDS or format not in FORMATS:
        raise CrmError(N_("ส่งออกแบบนี้ไม่ได้: %(kind)s เป็น %(format)s"), kind=kind, format=format)
    fields, chunk = KINDS[kind]
    if kind == "customers":
        chunk = partial(chunk, show_facts=show_facts)
    rows = _all_rows(chunk)
    return _write_lines(rows, stream) if format == "jsonl" else _write_csv(rows, fields, stream)


def _all_rows(chunk: Callable[[Keyset], Chunk]) -> Iterator[Fields]:
    after: int | None = None
    while True:
        found = chunk(Keyset(after))
        yield from found.rows
        if found.next is None:
            return
        after = found.next


def _write_lines(rows: Iterator[Fields], stream: TextIO) -> int:
    written = 0
    for row in rows:
        stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        written += 1
    return written


def _write_csv(rows: Iterator[Fields], fields: tuple[str, ...], stream: TextIO) -> int:
    stream.write(BYTE_ORDER_MARK)
    sheet = csv.writer(stream, lineterminator="\n")
    sheet.writerow(fields)
    written = 0
    for row in rows:
        sheet.writerow([_cell(row[name]) for name in fields])
        written += 1
    return written


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
