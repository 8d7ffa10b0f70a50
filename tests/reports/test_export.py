"""What goes out: the promised fields, times with Z, lists as JSON, facts behind a mask."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from crm.customers.models import Fact
from crm.db import db, transaction
from crm.errors import CrmError
from crm.pagelink.models import Reply
from crm.reports import export
from crm.reports.rows import keyset
from tests.reports import factories as make

NOW = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)


def exported(kind: str, **more: Any) -> list[dict[str, Any]]:
    stream = io.StringIO()
    count = export.write(kind, "jsonl", stream, **more)
    lines = stream.getvalue().splitlines()
    assert len(lines) == count
    return [json.loads(line) for line in lines]


def test_a_message_has_the_promised_fields(app: Flask) -> None:
    with transaction():
        page = make.page(NOW)
        post, somchai = make.post(page, NOW), make.person(page, NOW)
        talk = make.conversation(page, NOW, post)
        said = make.answered(talk, NOW, timedelta(hours=1), text="ไฟดับ ซอย ๕", by=somchai)
        sheet = make.worksheet(page, NOW, said)
    (row,) = exported("messages")
    assert tuple(row) == export.KINDS["messages"][0]
    assert row["created_at"] == "2026-10-05T03:00:00Z"
    assert row["answered_at"] == "2026-10-05T04:00:00Z"
    assert (row["text"], row["author_name"]) == ("ไฟดับ ซอย ๕", "สมชาย ใจดี")
    assert (row["page"], row["post_external_id"]) == (page.external_id, post.external_id)
    assert (row["worksheet"], row["author_external_id"]) == (sheet.number, somchai.external_id)
    assert row["deleted_at"] is None


def test_a_worksheet_has_its_topics_and_flags_as_lists(app: Flask) -> None:
    with transaction():
        page = make.page(NOW)
        talk = make.conversation(page, NOW)
        make.tag(talk, "wants_officer", NOW)
        make.tag(talk, "disruptive", NOW, until=NOW)
        first = make.worksheet(page, NOW, make.message(talk, NOW), urgent=True)
        make.worksheet(page, NOW, duplicate_of_id=first.id, latitude=13.75, longitude=100.5)
    original, copy = exported("worksheets")
    assert tuple(original) == export.KINDS["worksheets"][0]
    assert original["flags"] == ["urgent", "wants_officer"]
    assert (original["topics"], original["reopened"]) == ([], 0)
    assert (copy["duplicate_of"], copy["latitude"]) == (first.number, 13.75)


def test_a_reply_has_the_promised_fields(app: Flask) -> None:
    with transaction():
        talk = make.conversation(make.page(NOW), NOW)
        said = make.message(talk, NOW)
        make.add(
            Reply(
                page_id=talk.page_id,
                conversation_id=talk.id,
                target_message_id=said.id,
                target_external_id=said.external_id,
                route="comment",
                text="รับเรื่องแล้ว",
                created_at=NOW,
            )
        )
    (row,) = exported("replies")
    assert tuple(row) == export.KINDS["replies"][0]
    assert (row["state"], row["conversation"], row["sent_at"]) == ("queued", talk.id, None)


def test_facts_are_masked_unless_they_may_be_seen(app: Flask) -> None:
    with transaction():
        somchai = make.person(make.page(NOW), NOW)
        make.add(
            Fact(
                customer_id=somchai.customer_id,
                kind="phone",
                value="0812345678",
                value_hash="-",
                source="staff",
                ground="public_task",
                recorded_at=NOW,
            )
        )
    (masked,) = exported("customers")
    assert tuple(masked) == export.KINDS["customers"][0]
    assert "0812345678" not in json.dumps(masked)
    assert masked["identities"][0]["channel"] == "facebook_comment"
    (shown,) = exported("customers", show_facts=True)
    assert shown["facts"][0]["value"] == "0812345678"


def test_csv_opens_in_excel_in_thai_and_runs_no_formula(app: Flask) -> None:
    with transaction():
        talk = make.conversation(make.page(NOW), NOW)
        make.message(talk, NOW, "=HYPERLINK(1)\nบรรทัดสอง, “อ้าง”")
    stream = io.StringIO()
    export.write("messages", "csv", stream)
    assert stream.getvalue().startswith("\ufeffpage,external_id,")
    (row,) = csv.DictReader(io.StringIO(stream.getvalue().removeprefix("\ufeff")))
    assert row["text"] == "'=HYPERLINK(1)\nบรรทัดสอง, “อ้าง”"


def test_every_row_goes_out_once_and_a_chunk_costs_the_same_statements(app: Flask) -> None:
    with transaction():
        talk = make.conversation(make.page(NOW), NOW)
        for _ in range(keyset.CHUNK + 20):
            make.message(talk, NOW)
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert len({row["external_id"] for row in exported("messages")}) == keyset.CHUNK + 20
    assert len([each for each in statements if each.startswith("SELECT")]) == 4


def test_an_unknown_kind_is_refused_in_words(app: Flask) -> None:
    with pytest.raises(CrmError, match="ส่งออกแบบนี้ไม่ได้"):
        export.write("passwords", "jsonl", io.StringIO())
