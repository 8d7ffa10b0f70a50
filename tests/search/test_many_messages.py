"""More messages than the search looks at one by one: whichever way it goes, it misses nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import insert, select

from crm import thai
from crm.db import db, transaction
from crm.pagelink.models import Message
from crm.pagelink.text_index import index_after, newest_id
from crm.search.queries.find import find_ids
from crm.search.queries.newest import parts, sqlite
from crm.worksheets.models import WorksheetMessage
from tests.reports import factories as make

BEGAN = datetime(2023, 1, 2, tzinfo=UTC)
MANY = 6_000
OLD_FLOOD = range(500, 1_800)
"""Messages about one thing, many of old and none of late."""
RARE = (3, 2_000, 5_990)
DISTRICT = range(0, MANY, 9)
KEYS = count(1)


@dataclass(frozen=True)
class Said:
    """What a test knows of one message."""

    id: int
    text: str
    name: str
    talk: int


@pytest.fixture
def said(app: Flask) -> list[Said]:
    """Six thousand messages, four hours apart, the oldest first."""
    with transaction():
        page = make.page(BEGAN)
        posts = [make.post(page, BEGAN, text) for text in ("แจ้งน้ำท่วม", "ตรวจไฟถนน")]
        talks = [make.conversation(page, BEGAN, posts[number % 7 == 0]) for number in range(600)]
        people = [make.person(page, BEGAN, name) for name in ("มานี ใจดี", "Piti ชูใจ", "สมชาย")]
        for talk in talks[::4]:
            make.tag(talk, "praise", BEGAN)
        last, rows = newest_id(), []
        for number in range(MANY):
            talk = talks[number // 10]
            by = people[0 if number % 3 else 1 + (number % 2)]
            text = _text(number)
            rows.append(
                {
                    "page_id": page.id, "conversation_id": talk.id, "post_id": talk.post_id,
                    "identity_id": by.id, "author_name": by.name, "kind": "comment",
                    "key": f"many-{next(KEYS)}", "external_id": f"77_many-{number}",
                    "direction": "in", "answer_state": "open", "origin": "poll", "text": text,
                    "search_text": thai.searchable(text),
                    "created_at": BEGAN + timedelta(hours=4 * number),
                    "received_at": BEGAN,
                }
            )  # fmt: skip
        db.session.execute(insert(Message), rows)
        index_after(last)
        found = db.session.execute(
            select(Message.id, Message.text, Message.author_name, Message.conversation_id).order_by(
                Message.created_at
            )
        ).tuples()
        told = [Said(id, text, name or "", talk) for id, text, name, talk in found]
        sheet = make.worksheet(page, BEGAN, district="ดินแดง")
        about = [{"worksheet_id": sheet.id, "message_id": told[each].id} for each in DISTRICT]
        db.session.execute(insert(WorksheetMessage), about)
    return told


def _text(number: int) -> str:
    words = ["ไฟดับ" if number % 2 else "ขยะล้น", f"ซอย {number % 40}"]
    words += ["ประปาแตก"] if number in OLD_FLOOD else []
    words += ["ยางรถไหม้"] if number in RARE else []
    return " ".join(words)


def talks_of(told: list[Said]) -> list[int]:
    return sorted({each.talk for each in told})


OPERATORS: dict[str, Callable[[list[Said]], set[int]]] = {
    "": lambda told: {each.id for each in told},
    "from:มานี": lambda told: {each.id for each in told if each.name.startswith("มานี")},
    "from:สมชาย": lambda told: {each.id for each in told if each.name == "สมชาย"},
    "tag:praise": lambda told: under(told, talks_of(told)[::4]),
    "post:ตรวจไฟ": lambda told: under(told, talks_of(told)[::7]),
    "district:ดินแดง": lambda told: under(told, [told[each].talk for each in DISTRICT]),
}


def under(told: list[Said], talks: list[int]) -> set[int]:
    wanted = set(talks)
    return {each.id for each in told if each.talk in wanted}


WORDS = ("ไฟดับ", "ประปา", "ยางรถ", "ฟฬฟฬ", "ดับ 39", "ปา", '"ซอย 7"', "")


@pytest.mark.parametrize("operator", OPERATORS)
def test_the_newest_hits_are_those_that_reading_everything_finds(
    said: list[Said], operator: str
) -> None:
    check(said, operator)


@pytest.mark.parametrize("operator", [each for each in OPERATORS if each])
def test_the_hits_of_a_large_set_are_looked_at_further(
    said: list[Said], operator: str, monkeypatch
) -> None:
    for name, most in {"LARGE": 50, "NEWEST": 60, "NEWEST_OF_MANY": 700}.items():
        monkeypatch.setattr(sqlite, name, most)
    for name, most in {"SMALL": 20, "IDS": 10, "LOOKED_AT": 60}.items():
        monkeypatch.setattr(parts, name, most)
    check(said, operator)


@pytest.mark.parametrize("operator", [each for each in OPERATORS if each])
def test_of_a_set_the_newest_messages_are_read_first(
    said: list[Said], operator: str, monkeypatch
) -> None:
    monkeypatch.setattr(sqlite, "NEWEST", 60)
    for name, most in {"SMALL": 20, "IDS": 10, "LOOKED_AT": 60}.items():
        monkeypatch.setattr(parts, name, most)
    check(said, operator)


def check(said: list[Said], operator: str) -> None:
    """Each query finds its newest fifty messages, and the fifty before."""
    allowed = OPERATORS[operator](said)
    passing = [each for each in reversed(said) if each.id in allowed]
    for typed in WORDS:
        if not (typed or operator):
            continue
        parts = [typed.strip('"')] if typed.startswith('"') else typed.split()
        right = [each.id for each in passing if all(part in each.text for part in parts)]
        found, following = find_ids(f"{typed} {operator}", UTC, cursor=None, limit=50)
        assert found == right[:50], (typed, operator)
        if following:
            further, _ = find_ids(f"{typed} {operator}", UTC, cursor=following, limit=50)
            assert further == right[50:100], (typed, operator)
