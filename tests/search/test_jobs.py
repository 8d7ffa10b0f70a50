"""Rebuilding the index mends what was folded otherwise, and what the index lost."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import text

from crm.auth.models import User
from crm.db import db, is_sqlite, transaction
from crm.search import jobs
from crm.search.queries.find import find
from tests.reports import factories as make

EMPTY_THE_INDEX = "INSERT INTO message_index(message_index) VALUES ('delete-all')"
AT = datetime(2026, 10, 5, tzinfo=UTC)


def test_a_rebuild_folds_the_texts_anew_and_tells_how_far_it_is(
    app: Flask, make_user: Callable[..., User]
) -> None:
    agent = make_user()
    with transaction():
        talk = make.conversation(make.page(AT), AT)
        broken = make.message(talk, AT, "ซอย ๕๒ ไฟดับ")
        make.message(talk, AT, "น้ำท่วม")
        broken.search_text = "?"
        db.session.flush()
        if is_sqlite():
            db.session.execute(text(EMPTY_THE_INDEX))
    assert find("ไฟดับ", agent, UTC).messages == []
    told: list[tuple[int, int]] = []
    assert jobs.rebuild(lambda done, total: told.append((done, total))) == {"texts": 2}
    assert told[-1][0] == told[-1][1]
    assert [done for done, _total in told] == sorted(done for done, _total in told)
    assert [each.id for each in find("52 ไฟดับ", agent, UTC).messages] == [broken.id]
