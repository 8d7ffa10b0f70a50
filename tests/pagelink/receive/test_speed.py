"""A batch takes a constant number of statements, whatever its size."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Flask
from sqlalchemy import event

from crm.db import db
from crm.pagelink.incoming import IncomingMessage
from crm.pagelink.models import Page
from tests.conftest import NOW
from tests.factories import from_page, incoming_comment, make_page, take_in


def batch(first: int, size: int) -> list[IncomingMessage]:
    """Comments with replies and answers, by people who are known already."""
    told = []
    for number in range(first, first + size):
        parent = f"5550001_{number - 1}" if number % 3 else None
        make = incoming_comment if number % 5 else from_page
        args = () if number % 5 else (incoming_comment,)
        told.append(
            make(
                *args,
                external_id=f"5550001_{number}",
                parent_external_id=parent,
                created_at=NOW - timedelta(seconds=number),
            )
        )
    return told


def statements_of(page: Page, told: Sequence[IncomingMessage]) -> int:
    """How many statements it takes to store a batch."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    take_in(page, *told)
    event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_a_batch_takes_as_many_statements_whether_small_or_large(app: Flask) -> None:
    page = make_page()
    take_in(page, *batch(300000, 30))
    small = statements_of(page, batch(400000, 15))
    large = statements_of(page, batch(500000, 200))
    assert large <= small + 2
    assert large <= 30
    assert statements_of(page, batch(500000, 200)) <= 16
