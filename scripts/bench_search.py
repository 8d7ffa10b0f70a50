"""Measures the search over a city's years of messages, and what its index costs.

A database is filled (`--database` sqlite or a PostgreSQL server's URL; a database of its own is
made, and dropped but for `--keep`). Every class of query is asked with every operator, inside the
database layer; then through a `crm web` process, as the box in the console and as the API. Last,
messages are stored with the text index and without it. The same is done over a tenth of the
messages; at the end both are searched in turn, to see what growth costs.

One JSON line with the figures; exit status 1 when a bound is passed. `wall` is what passed, `cpu`
what this process worked. SQLite works inside this process, so there `cpu` is judged, which others
on the machine don't disturb; PostgreSQL and the web server are judged by `wall`.
"""

import math
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _proofs.fill import fill
from _proofs.installation import Installation, installed
from _proofs.processes import web_server
from _proofs.verdict import arguments, conclude
from bench_console import Console
from sqlalchemy import insert, select, text

from crm import clock
from crm.auth import service as auth
from crm.cli.serving import settle
from crm.db import db, is_sqlite, transaction
from crm.pagelink.models import Message
from crm.pagelink.text_index import index_after, newest_id
from crm.search.queries.find import find_ids

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
ROUNDS = 10
INSERTED, BATCHES = 500, 6
BOUNDS = {"sqlite": 50, "postgresql": 100, "answer": 120, "growth": 2, "insert": 3}
"""Milliseconds (the 95th percentile) of the two databases and of a whole answer; ratios."""
Times = dict[str, dict[str, float]]


def main() -> int:
    """Measure over a tenth and over all, then both in turn."""
    parser = arguments(__doc__, messages=1_000_000)
    parser.add_argument("--keep", action="store_true", help="leave the filled databases")
    asked = parser.parse_args()
    engine = asked.database.partition(":")[0]
    judged = "cpu" if engine == "sqlite" else "wall"
    with ExitStack() as ending:
        places = [
            ending.enter_context(installed(asked.database, "http://127.0.0.1", keep=asked.keep))
            for _size in ("small", "large")
        ]
        small, large = (
            measure(place, messages, asked.seed)
            for place, messages in zip(places, (asked.messages // 10, asked.messages), strict=True)
        )
        growth = {name: _growth(name, places, judged) for name in CLASSES}
    figures = {"bench": "search", "database": engine, "growth": growth}
    return conclude(
        {**figures, "small": small, "large": large}, _short(engine, judged, large, growth)
    )


def measure(place: Installation, messages: int, seed: int) -> dict[str, Any]:
    """All figures over so many messages."""
    began = time.perf_counter()
    fill(place.app, messages=messages, seed=seed)
    filled = round(time.perf_counter() - began)
    settle()  # as `crm web` does
    with place.opened():
        found = {name: _searching(queries) for name, queries in _cells(*CLASSES)}
        inserting = _inserting()
    return {
        "messages": messages,
        "database": place.variables["CRM_DATABASE_URL"].rpartition("@")[2],
        "filled_in_seconds": filled,
        "search": found,
        "answer": _answers(place),
        "insert": inserting,
    }


def _cells(*classes: str) -> Iterator[tuple[str, list[str]]]:
    for name in classes:
        for narrowed in FILTERS:
            queries = [f"{each} {narrowed}".strip() for each in CLASSES[name]]
            yield f"{name} {narrowed}".strip(), queries


def _search(query: str) -> None:
    db.session.rollback()
    find_ids(query, BANGKOK, cursor=None, limit=50)


def _searching(queries: Sequence[str]) -> dict[str, float]:
    for query in queries:
        _search(query)
    return _spread([_timed(_search, query) for query in queries for _ in range(ROUNDS)])


def _growth(name: str, places: Sequence[Installation], judged: str) -> dict[str, float]:
    """What the class takes in either place: the median, over all operators, of their medians.

    The places are asked in turn, so that a machine which is slower for a while is so for both.
    """
    times = [_in_turn(queries, places, judged) for _, queries in _cells(name)]
    small, large = (
        statistics.median(max(each, 1) for each in taken) for taken in zip(*times, strict=True)
    )
    ratio = round(large / small, 2)
    return {"small_ms": round(small, 2), "large_ms": round(large, 2), "ratio": ratio}


def _in_turn(queries: Sequence[str], places: Sequence[Installation], judged: str) -> list[float]:
    """The median of the queries in each place."""
    times: list[list[float]] = [[] for _ in places]
    for query in queries * (ROUNDS + 1):
        for place, taken in zip(places, times, strict=True):
            with place.opened():
                wall, cpu = _timed(_search, query)
            taken.append(cpu if judged == "cpu" else wall)
    return [statistics.median(taken[len(queries) :]) for taken in times]


def _answers(place: Installation) -> Times:
    """Whole answers of a web server: what the box shows while typing, and the API's messages."""
    with web_server(place) as _child:
        console = Console(place, 2)
        headers = {"Authorization": f"Bearer {_token(place)}"}

        def ask(path: str) -> None:
            more = {"HX-Request": "true"} if path.startswith("/search") else headers
            answer = console.session.get(f"{place.url}{path}", headers=more, timeout=120)
            assert answer.ok, (path, answer.status_code, answer.text[:500])

        paths = {"box": "/search?q=", "api": "/api/v1/messages?q="}
        return {
            name: _spread(
                [
                    _timed(ask, f"{path}{quote(query)}")
                    for _name, queries in _cells(*CLASSES)
                    for query in queries
                ]
            )
            for name, path in paths.items()
        }


def _token(place: Installation) -> str:
    with place.opened(), transaction():
        return auth.add_token("bench", scope="read", by=None, now=clock.now())


def _inserting() -> dict[str, float]:
    """Milliseconds for storing the newest messages again, batch by batch; undone afterwards."""
    columns = [each for each in Message.__table__.columns if each.name != "id"]
    newest = select(*columns).order_by(Message.created_at.desc()).limit(INSERTED * BATCHES)
    rows = [dict(row._mapping) for row in db.session.execute(newest)][::-1]
    for number, row in enumerate(rows):
        row["key"] = f"bench-{number}"
    times = {name: _stored_and_undone(rows, indexed=name == "with") for name in ("without", "with")}
    ratio = times["with"] / times["without"]
    return {**{name: round(each, 1) for name, each in times.items()}, "ratio": round(ratio, 2)}


def _stored_and_undone(rows: Sequence[dict[str, Any]], *, indexed: bool) -> float:
    """The milliseconds of it; the transaction is rolled back at its end."""
    with suppress(_Undone), transaction():
        if not indexed and not is_sqlite():
            db.session.execute(text("DROP INDEX ix_messages_search_text_trigram"))
        wall, cpu = _timed(lambda _: _store(rows, indexed=indexed), "")
        raise _Undone
    return cpu if is_sqlite() else wall


class _Undone(Exception):  # noqa: N818 - no error
    pass


def _store(rows: Sequence[dict[str, Any]], *, indexed: bool) -> None:
    for at in range(0, len(rows), INSERTED):
        last = newest_id()
        db.session.connection().execute(insert(Message), rows[at : at + INSERTED])
        if indexed:
            index_after(last)
        db.session.begin_nested().commit()  # FTS5 writes out what it gathered, as at the end


def _timed(work: Callable[[str], object], given: str) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work(given)
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def _spread(times: Sequence[tuple[float, float]]) -> dict[str, float]:
    """Percentiles by nearest rank."""
    named = {"wall": sorted(each[0] for each in times), "cpu": sorted(each[1] for each in times)}
    return {
        f"{kind}_{name}_ms": round(values[math.ceil(len(values) * share) - 1], 2)
        for kind, values in named.items()
        for name, share in (("p50", 0.5), ("p95", 0.95))
    }


def _short(
    engine: str, judged: str, large: dict[str, Any], growth: dict[str, dict[str, float]]
) -> list[str]:
    measured = {
        **{(cell, engine): each[f"{judged}_p95_ms"] for cell, each in large["search"].items()},
        **{
            (f"answer of the {cell}", "answer"): each["wall_p95_ms"]
            for cell, each in large["answer"].items()
        },
        **{(f"growth of {name}", "growth"): each["ratio"] for name, each in growth.items()},
        ("insert with the index", "insert"): large["insert"]["ratio"],
    }
    return [
        f"{what}: {figure}; {BOUNDS[bound]} is allowed"
        for (what, bound), figure in measured.items()
        if figure > BOUNDS[bound]
    ]


if __name__ == "__main__":
    sys.exit(main())
