"""What is found in real Thai texts: a committed set of queries, each with the texts it must find.

The texts are the Wisesight messages that ship with the demo (`w0`…, CC0) and our own (`o0`…), which
hold every way of writing that folding treats alike.
"""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask

from crm.db import transaction
from crm.graph import simulator
from crm.search.queries.find import find_ids
from tests.reports import factories as make

HERE = Path(__file__).parent / "corpus"
SHIPPED = Path(simulator.__file__).parent / "texts" / "wisesight.csv"
AT = datetime(2026, 10, 5, tzinfo=UTC)
ENOUGH = 1000
MOST_SHOWN = 50


def test_every_query_finds_all_of_its_texts_and_no_other(app: Flask) -> None:
    names = put_texts()
    queries = rows(HERE / "queries.csv")
    assert len(queries) >= 120
    wrong = {}
    for query in queries:
        found = {names[each] for each in everything(query["query"])}
        if found != set(query["expected"].split()):
            wrong[query["query"]] = found ^ set(query["expected"].split())
    assert wrong == {}


def test_the_newest_come_first_page_after_page(app: Flask) -> None:
    put_texts()
    found = everything("ก")
    assert len(found) > MOST_SHOWN
    assert found == sorted(found, reverse=True)


def everything(query: str) -> list[int]:
    """The ids of all that a query finds, read page by page."""
    found: list[int] = []
    cursor = None
    while len(found) < ENOUGH:
        ids, cursor = find_ids(query, UTC, cursor=cursor, limit=MOST_SHOWN)
        found += ids
        if cursor is None:
            break
    return found


def put_texts() -> dict[int, str]:
    """Store the texts, several in one second as a busy evening has them; their names by id."""
    texts = [(f"w{place}", row["text"]) for place, row in enumerate(rows(SHIPPED))]
    texts += [(f"o{place}", row["text"]) for place, row in enumerate(rows(HERE / "own.csv"))]
    with transaction():
        talk = make.conversation(make.page(AT), AT)
        return {
            make.message(talk, AT + timedelta(seconds=place // 7), text).id: name
            for place, (name, text) in enumerate(texts)
        }


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
