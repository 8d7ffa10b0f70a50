"""Answering from other software, on a channel that takes 50 letters and is always open."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.db import db, transaction
from crm.pagelink import channels
from crm.pagelink.channels import ClosedRung, Rung
from crm.pagelink.models import Conversation, Message, Page, Reply, Route
from tests.api.conftest import Call
from tests.reports import factories as make

AT = datetime(2026, 10, 5, tzinfo=UTC)
JSON = "application/json"


class NoticeBoard:
    """A channel with one public route; nothing is sent by these tests."""

    label = "กระดานข่าว"

    def rungs(
        self, conversation: Conversation, target: Message, now: datetime, *, by_software: bool
    ) -> list[Rung]:
        return [Rung(Route.COMMENT, None, public=True, longest=50)]

    def closed(
        self, conversation: Conversation, target: Message, now: datetime
    ) -> list[ClosedRung]:
        return []

    def length(self, text: str, route: Route) -> int:
        return len(text)


@pytest.fixture
def said(app: Flask) -> str:
    """The external id of a message on that channel."""
    channels.register("board", NoticeBoard())
    with transaction():
        page: Page = make.page(AT)
        page.channel = "board"
        return make.message(make.conversation(page, AT), AT).external_id


def answer(call: Call, said: str, key: str = "k-1", scope: str = "write", **body: Any) -> Any:
    path = f"/api/v1/messages/{said}/replies"
    return call("POST", path, scope, json=body, headers={"Idempotency-Key": key} if key else {})


def stored() -> list[Reply]:
    db.session.rollback()
    return list(db.session.scalars(select(Reply)))


def test_an_answer_is_queued_and_given_back(call: Call, said: str) -> None:
    response = answer(call, said, text="รับเรื่องแล้วค่ะ")
    assert response.status_code == 201
    given = response.get_json()
    assert (given["state"], given["route"], given["text"]) == ("queued", "comment", "รับเรื่องแล้วค่ะ")
    assert [reply.id for reply in stored()] == [given["id"]]
    assert stored()[0].is_by_software


def test_the_same_call_again_answers_once(call: Call, said: str) -> None:
    first = answer(call, said, text="รับเรื่องแล้ว").get_json()
    again = answer(call, said, text="รับเรื่องแล้ว")
    assert (again.status_code, again.get_json()["id"]) == (201, first["id"])
    assert len(stored()) == 1


def test_the_same_key_with_another_body_is_a_conflict(call: Call, said: str) -> None:
    answer(call, said, text="รับเรื่องแล้ว")
    response = answer(call, said, text="อย่างอื่น")
    assert response.status_code == 409
    assert response.get_json()["error"]
    assert len(stored()) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": "  "},
        {"text": "ก" * 51},
        {"text": "ค่ะ", "route": "pigeon"},
        {"text": "ค่ะ", "route": "message"},
        {"text": "ดูที่ http://x/c/abc.def/status"},
        {"text": "ค่ะ", "colour": "red"},
        {"text": "ค่ะ\0"},
        {"text": "ค่ะ\ud800"},
        {"text": "ก" * 9000},
    ],
)
def test_what_cannot_be_sent_is_refused_and_not_stored(
    call: Call, said: str, body: dict[str, str]
) -> None:
    response = answer(call, said, **body)
    assert response.status_code == 422
    assert response.get_json()["error"]
    assert stored() == []


def test_a_body_nested_by_the_thousand_is_refused(call: Call, said: str) -> None:
    path, headers = f"/api/v1/messages/{said}/replies", {"Idempotency-Key": "k"}
    nested = b'{"text":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    response = call("POST", path, "write", data=nested, headers=headers, content_type=JSON)
    assert response.status_code == 422
    assert response.get_json()["error"]


def test_a_key_and_the_right_to_write_are_needed(call: Call, said: str) -> None:
    assert answer(call, said, key="", text="ค่ะ").status_code == 422
    assert answer(call, said, key="k" * 10_000, text="ค่ะ").status_code == 422
    assert answer(call, said, scope="read", text="ค่ะ").status_code == 403
    assert stored() == []


def test_a_message_that_is_not_here_is_not_found(call: Call, said: str) -> None:
    assert answer(call, "1_2", text="ค่ะ").status_code == 404
