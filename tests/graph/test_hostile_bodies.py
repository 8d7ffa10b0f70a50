"""Signed bodies that no sane sender writes: each is taken in or kept, and stops nothing else."""

import json
from typing import Any

import pytest
from sqlalchemy import event

from crm.db import db
from crm.graph import jobs
from tests.graph.test_webhook import (
    PAGE,
    PERSON,
    Deliver,
    body,
    comment,
    deliver,
    events,
    page,
    stored,
)

__all__ = ["deliver", "page"]
FAR_AWAY = 253_402_300_799
HOSTILE: dict[str, Any] = {
    "item is a list": body(comment(item=[], comment_id="5550001_7")),
    "verb is an object": body(comment(verb={}, comment_id="5550001_7")),
    "field is a list": body({"id": PAGE, "changes": [{"field": [], "value": {}}]}),
    "NUL in a comment id": body(comment(comment_id="5550001_7\x00")),
    "half a surrogate in a comment id": body(comment(comment_id="5550001_7\ud800")),
    "NUL in the Page's number": body(comment(page="111\x00222")),
    "half a surrogate in the Page's number": body(comment(page="\ud800")),
    "half a surrogate in an unknown word": body(comment(item="\ud800")),
    "NUL in an unknown word": body(comment(item="a\x00b")),
    "NUL in the name of a key": body({"id": PAGE, "messaging": [{"a\x00\ud800": 1}]}),
    "a comment id of 10,000 letters": body(comment(comment_id="".join(map(str, range(9000))))),
    "a name of 20,000 letters": body(
        comment(
            number=7, **{"from": {"id": PERSON, "name": "".join(map(chr, range(0x4E00, 0x9C00)))}}
        )
    ),
    "an id of 4,000 digits": body(comment(comment_id=10**4000)),
    "a time before Christ": body(comment(number=7, created_time=-(10**12))),
    "a time at the end of all calendars": body(
        {**comment("edited", number=7, message="x"), "time": FAR_AWAY * 1000}
    ),
    "a time beyond them": body({**comment(number=7), "time": 10**300}),
    "a time in year 1": body(comment(number=7, created_time="0001-01-01T00:00:00+14:00")),
    "NUL in an address": body(comment(number=7, photo="http://x/\x00\ud800")),
    "a number for a text": body(comment(number=7, message=7)),
    "deep below": b'{"object":"page","entry":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep in an item": body(comment(item=json.loads("[" * 900 + "]" * 900))),
    "an int of 5,000 digits": b'{"object":"page","entry":[{"id":' + b"9" * 5000 + b"}]}",
    "not a number": b'{"object":"page","entry":[{"id":"111222333","time":NaN,"changes":[]}]}',
    "no UTF-8": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_kept_or_taken_in_and_stops_nothing_else(
    page: int, deliver: Deliver, name: str
) -> None:
    deliver(HOSTILE[name])
    deliver(body(comment(number=1, message="ไฟดับ")))
    jobs.take_in_webhooks()
    hostile, good = events()
    assert good.state == "done"
    assert stored()["1"].text == "ไฟดับ"
    assert hostile.state in ("done", "kept", "failed")
    assert hostile.state == "done" or hostile.error


def test_what_is_no_object_is_counted_beside_what_is(page: int, deliver: Deliver) -> None:
    entry = comment(message="ไฟดับ")
    entry["changes"] += [7, None]
    deliver(body(entry | {"messaging": "x"}, 7))  # type: ignore[arg-type]
    assert jobs.take_in_webhooks() == {"kept": 1}
    (kept,) = events()
    assert (kept.skipped, stored()["1"].text) == (4, "ไฟดับ")
    assert "changes that is no object (x2)" in (kept.error or "")


def test_a_body_that_cannot_even_be_concluded_is_left_to_an_admin(
    page: int, deliver: Deliver
) -> None:
    def refuse(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("UPDATE webhook_events") and "skipped" in statement:
            raise ValueError

    deliver(b"no json")
    event.listen(db.engine, "before_cursor_execute", refuse)
    assert jobs.take_in_webhooks() == {"failed": 1}
    event.remove(db.engine, "before_cursor_execute", refuse)
    (left,) = events()
    assert (left.state, left.error) == ("failed", "ValueError")


def test_a_thousand_events_of_one_comment_are_one_comment(page: int, deliver: Deliver) -> None:
    edits = (
        comment("edited", message=f"แก้ครั้งที่ {n}") | {"time": 1790755304 + n} for n in range(999)
    )
    deliver(body(*edits, comment(message="แรกเริ่ม")))
    assert jobs.take_in_webhooks() == {"done": 1}
    assert {key: row.text for key, row in stored().items()} == {"1": "แก้ครั้งที่ 998"}
