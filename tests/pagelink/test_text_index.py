"""Every stored message can be found, whichever way it was stored, changed or removed."""

from datetime import UTC

import pytest
from flask import Flask
from sqlalchemy import delete, select

from crm.db import db, transaction
from crm.pagelink.models import Message
from crm.search.queries.find import find_ids
from tests.conftest import NOW
from tests.factories import incoming_comment, make_page, take_in
from tests.reports import factories as make


def found(text: str) -> list[int]:
    return find_ids(text, UTC, cursor=None, limit=500)[0]


def test_each_message_of_a_batch_is_found_once(app: Flask) -> None:
    told = [incoming_comment(number=n, text=f"ไฟดับ หลัง{n:03}") for n in range(100, 250)]
    take_in(make_page(), *told[:100])
    take_in(make_page("2"), *told[100:])
    assert sorted(found("ไฟดับ")) == sorted(db.session.scalars(select(Message.id)))
    assert [len(found(f"หลัง{n:03}")) for n in range(100, 250)] == [1] * 150


def test_what_is_rolled_back_is_not_found(app: Flask) -> None:
    page = make_page()
    with pytest.raises(ZeroDivisionError), transaction():
        make.message(make.conversation(page, NOW), NOW, "น้ำท่วม")
        assert len(found("น้ำท่วม")) == 1
        raise ZeroDivisionError
    assert found("น้ำท่วม") == []


def test_a_message_that_the_session_stores_is_found_until_it_changes_or_goes(app: Flask) -> None:
    with transaction():
        talk = make.conversation(make.page(NOW), NOW)
        both = [make.message(talk, NOW, text) for text in ("ขยะ ล้น", "ขยะ กอง")]
        first, second = (each.id for each in both)
    assert sorted(found("ขยะ")) == [first, second]
    with transaction():
        both[0].search_text = "ท่อ ตัน"
        db.session.execute(delete(Message).where(Message.id == second))
    assert (found("ขยะ"), found("ท่อ")) == ([], [first])
