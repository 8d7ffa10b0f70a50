"""Measures the search on a filled database, class of query by class of query, and prints JSON.

    python3 scripts/bench_search.py --messages 1000000 [--database postgresql://…]

A database that has messages already is measured as it is; an empty one is migrated and filled
first. `wall` is what passed, `cpu` what this process worked, which says more on a busy machine
(on PostgreSQL the work is the server's, so there only `wall` counts). The inserts are undone.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _proofs.fill import fill
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, insert, select, text

from crm import create_app, wiring
from crm.db import db, is_sqlite
from crm.pagelink.models import Message
from crm.search.queries.find import find_ids
from crm.search.queries.others import find_people
from crm.search.words import read_words

BANGKOK = ZoneInfo("Asia/Bangkok")

CLASSES = {
    "common": ("ไม่", "ที่", "ครับ"),
    "rare": ("กระทะ", "รถยนต์ไฟฟ้า", "ยางแตก"),
    "absent": ("ฟฬฟฬ", "xqzv", "ฉฆฉฆฉ"),
    "two letters": ("ไฟ", "กฎ", "ฉฆ"),
    "several words": ("ขอบคุณ ครับ", "ซอย ไฟ", "ยาง กุ้ง แตก"),
    "phrase": ('"ขอบคุณครับ"', '"ไฟดับทั้งซอย"'),
    "digits": ("52", "๒๕๖๐", "12/3"),
}
FILTERS = (
    "",
    "from:สมชาย",
    "post:น้ำ",
    "tag:ชมเชย",
    "stage:checking",
    "district:ดินแดง",
    "before:2568",
    "after:2569-10",
)
ROUNDS = 5
INSERTED = 1000


def main() -> None:
    """Fill if need be, measure, print."""
    asked = _arguments()
    folder = tempfile.mkdtemp(prefix="bench-search-")
    os.environ["CRM_DATA_DIR"] = folder
    os.environ["CRM_DATABASE_URL"] = asked.database or f"sqlite:///{folder}/bench.sqlite3"
    os.environ.setdefault("CRM_SECRET_KEY", "of-the-bench-alone-" + "x" * 32)
    print(json.dumps(_measure(asked.messages), ensure_ascii=False, indent=1))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--database", help="an SQLAlchemy address; default: a new SQLite file")
    return parser.parse_args()


def _measure(messages: int) -> dict[str, Any]:
    app = create_app()
    with app.app_context():
        count = _filled(app, messages)
        searched = {
            f"{name} {narrowed}".strip(): _times([f"{each} {narrowed}" for each in queries])
            for name, queries in CLASSES.items()
            for narrowed in FILTERS
        }
        people = _spread([_people(name) for name in ("สมชาย", "ใจดี", "สม") for _ in range(ROUNDS)])
        return {"messages": count, "search": searched, "name": people, "insert": _inserting()}


def _filled(app: Flask, messages: int) -> int:
    upgrade()
    count = db.session.scalar(select(func.count(Message.id))) or 0
    if count:
        return count
    wiring.seed()
    return fill(app, messages=messages)["messages"]


def _times(queries: list[str]) -> dict[str, float]:
    def search(query: str) -> None:
        db.session.rollback()
        find_ids(query, BANGKOK, cursor=None, limit=50)

    for query in queries:
        search(query)
    return _spread([_timed(search, query) for query in queries for _ in range(ROUNDS)])


def _people(name: str) -> tuple[float, float]:
    return _timed(find_people, read_words(name))


def _timed(work: Callable[[Any], object], given: Any) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work(given)
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def _spread(times: list[tuple[float, float]]) -> dict[str, float]:
    named = {"wall": sorted(each[0] for each in times), "cpu": sorted(each[1] for each in times)}
    return {
        f"{kind}_{name}_ms": round(value, 2)
        for kind, values in named.items()
        for name, value in (
            ("p50", statistics.median(values)),
            ("p95", values[min(int(len(values) * 0.95), len(values) - 1)]),
        )
    }


def _inserting() -> dict[str, float]:
    """Rows a second with the text index and without it, both rolled back."""
    without = (
        "DROP TRIGGER message_index_insert"
        if is_sqlite()
        else "DROP INDEX ix_messages_search_text_trigram"
    )
    rates = {}
    for name, first in (("with", None), ("without", without)):
        db.session.rollback()
        if first:
            db.session.execute(text(first))
        wall, _cpu = _timed(_insert, INSERTED)
        rates[f"rows_a_second_{name}_index"] = round(INSERTED / wall * 1000)
        db.session.rollback()
    return rates


def _insert(count: int) -> None:
    columns = [each for each in Message.__table__.columns if each.name != "id"]
    newest = select(*columns).order_by(Message.created_at.desc()).limit(count)
    rows = [dict(row._mapping) for row in db.session.execute(newest)]
    rows.reverse()  # the oldest first, as the door stores them
    for number, row in enumerate(rows):
        row["key"] = f"bench-{number}"
    db.session.connection().execute(insert(Message), rows)


if __name__ == "__main__":
    main()
