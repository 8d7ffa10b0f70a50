"""The address that Facebook calls, and what becomes of the bodies that it brings."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from crm import clock
from crm.db import db, transaction
from crm.graph import jobs, webhook
from crm.graph.models import WebhookEvent
from crm.pagelink import service as pagelink
from crm.pagelink.models import Health, Message, Page

FIXTURES = Path(__file__).parents[1] / "fixtures" / "facebook" / "webhooks"
PAGE = "111222333"
PERSON = "7100000000000001"
POST = f"{PAGE}_5550001"
Deliver = Callable[..., TestResponse]


@pytest.fixture
def deliver(app: Flask) -> Deliver:
    """Calls the address as Facebook does: signed, with escapes instead of Thai letters."""

    def call(body: Any, *, signature: str | None = None) -> TestResponse:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        mac = hmac.new(b"app-secret", raw, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": signature or f"sha256={mac}"}
        address = "/webhooks/facebook"
        return app.test_client().post(
            address, data=raw, headers=headers, content_type="application/json"
        )

    return call


@pytest.fixture
def page(app: Flask) -> int:
    """A Page that this installation looks after."""
    return add_page(PAGE)


def add_page(external_id: str) -> int:
    with transaction():
        return pagelink.add_page(external_id, name="เพจ", token="t", now=clock.now()).id


def comment(verb: str = "add", number: int = 1, page: str = PAGE, **value: Any) -> dict[str, Any]:
    change = {
        "item": "comment",
        "verb": verb,
        "comment_id": f"5550001_{number}",
        "post_id": f"{page}_5550001",
        "parent_id": f"{page}_5550001",
        "from": {"id": PERSON, "name": "Al Sample"},
        "created_time": 1790755300,
        **value,
    }
    return {"id": page, "time": 1790755304, "changes": [{"field": "feed", "value": change}]}


def body(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"object": "page", "entry": list(entries)}


def stored() -> dict[str, Message]:
    db.session.rollback()
    return {row.key: row for row in db.session.query(Message)}


def events() -> list[WebhookEvent]:
    db.session.rollback()
    return db.session.query(WebhookEvent).order_by(WebhookEvent.id).all()


def test_the_challenge_is_answered_to_who_knows_the_token(app: Flask) -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "1158", "hub.verify_token": "verify-me"}
    answer = app.test_client().get("/webhooks/facebook", query_string=query)
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "1158", "text/plain")


@pytest.mark.parametrize("token", ["wrong", "", "ผิด"])
def test_nobody_else_gets_an_answer(app: Flask, token: str) -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "1158", "hub.verify_token": token}
    assert app.test_client().get("/webhooks/facebook", query_string=query).status_code == 403


def test_a_signed_body_is_kept_and_taken_in_by_a_job(page: int, deliver: Deliver) -> None:
    assert deliver(body(comment(message="ไฟดับ \ud83d\ude21"))).status_code == 200
    assert stored() == {}
    assert jobs.take_in_webhooks() == {"done": 1}
    assert stored()["1"].text == "ไฟดับ 😡"


@pytest.mark.parametrize("signature", ["sha256=00", "sha1=00", "sha256=é", " "])
def test_a_wrong_signature_leaves_nothing_behind(
    page: int, deliver: Deliver, signature: str
) -> None:
    assert deliver(body(comment()), signature=signature).status_code == 403
    assert events() == []


def test_a_body_that_is_too_large_is_refused(deliver: Deliver) -> None:
    assert deliver(b"x" * (webhook.LARGEST_BODY + 1)).status_code == 413
    assert deliver(b"x" * 1_000_000).status_code == 200


def test_a_second_delivery_is_stored_once(page: int, deliver: Deliver) -> None:
    for _ in range(2):
        assert deliver(body(comment())).status_code == 200
    assert len(events()) == 1


def test_the_same_comment_in_two_bodies_is_stored_once(page: int, deliver: Deliver) -> None:
    deliver(body(comment(message="ไฟดับ")))
    deliver(body(comment(message="ไฟดับ"), comment(number=2)))
    jobs.take_in_webhooks()
    assert sorted(stored()) == ["1", "2"]


def test_a_removal_before_its_addition_stands(page: int, deliver: Deliver) -> None:
    deliver(body(comment("remove")))
    deliver(body(comment(message="ลบแล้ว")))
    jobs.take_in_webhooks()
    assert stored()["1"].deleted_at is not None


def test_an_edit_of_an_unknown_comment_makes_it(page: int, deliver: Deliver) -> None:
    deliver(body(comment("edited", message="แก้แล้ว")))
    jobs.take_in_webhooks()
    assert stored()["1"].text == "แก้แล้ว"


def test_a_batch_of_a_thousand_is_taken_in(page: int, deliver: Deliver) -> None:
    deliver(body(*(comment(number=number, message="x") for number in range(1000))))
    jobs.take_in_webhooks()
    assert len(stored()) == 1000


def test_two_pages_in_one_body_are_kept_apart(page: int, deliver: Deliver) -> None:
    other = add_page("999")
    deliver(body(comment(), comment(number=2, page="999")))
    jobs.take_in_webhooks()
    assert {key: row.page_id for key, row in stored().items()} == {"1": page, "2": other}


def test_what_is_not_understood_is_kept_and_can_be_run_again(page: int, deliver: Deliver) -> None:
    deliver(body(comment(item="hologram"), comment(message="x")))
    assert jobs.take_in_webhooks() == {"kept": 1}
    event = events()[0]
    assert (event.skipped, list(stored())) == (1, ["1"])
    with transaction():
        webhook.run_again(event.id)
    assert jobs.take_in_webhooks() == {"kept": 1}


def test_a_body_about_a_foreign_page_is_kept_apart(app: Flask, deliver: Deliver) -> None:
    deliver(body(comment()))
    assert jobs.take_in_webhooks() == {"kept": 1}
    assert stored() == {}


def test_a_body_that_is_no_json_is_kept(deliver: Deliver) -> None:
    assert deliver(b"no json").status_code == 200
    assert jobs.take_in_webhooks() == {"kept": 1}


def test_every_body_is_taken_in(app: Flask, deliver: Deliver) -> None:
    bodies = {path.stem: path.read_bytes() for path in sorted(FIXTURES.glob("*.json"))}
    for page_id in pages_of(bodies.values()):
        add_page(page_id)
    assert [deliver(raw).status_code for raw in bodies.values()] == [200] * len(bodies)
    counts = jobs.take_in_webhooks()
    assert set(counts) == {"done", "kept"}
    assert sum(counts.values()) == len({bytes(raw) for raw in bodies.values()})


def pages_of(bodies: Iterable[bytes]) -> set[str]:
    return {str(entry["id"]) for raw in bodies for entry in json.loads(raw)["entry"]}


def test_a_policy_event_stops_sending_everywhere(page: int, deliver: Deliver) -> None:
    other = add_page("222333444")
    event = {"recipient": {"id": PAGE}, "policy-enforcement": {"action": "block"}}
    deliver(body({"id": PAGE, "time": 1790755304000, "messaging": [event]}))
    jobs.take_in_webhooks()
    db.session.rollback()
    for stopped in (page, other):
        assert db.session.get_one(Page, stopped).sending_stopped_at is not None
    assert db.session.get_one(Page, page).health == Health.BLOCKED


def test_bodies_are_forgotten_some_days_after_success(
    page: int, deliver: Deliver, now: datetime
) -> None:
    deliver(body(comment()))
    deliver(b"no json")
    jobs.take_in_webhooks()
    with transaction():
        assert webhook.purge(now=clock.now()) == 0
        assert webhook.purge(now=clock.now() + timedelta(days=8)) == 1
    assert [event.state for event in events()] == ["kept"]


def test_a_removed_visitor_post_without_author_reaches_its_message(
    page: int, deliver: Deliver
) -> None:
    post = {"item": "post", "post_id": POST, "message": "ถนนทรุด"}
    deliver(body(comment(**post)))
    deliver(body(comment("remove", item="post", post_id=POST, **{"from": None})))
    jobs.take_in_webhooks()
    assert stored()[POST].deleted_at is not None


def test_why_an_event_was_not_understood_is_kept_in_facebooks_words(
    page: int, deliver: Deliver
) -> None:
    strange = {"id": PAGE, "changes": [{"field": "feed", "value": {"item": "hologram"}}] * 2}
    deliver(body(strange, {"id": "999", "changes": [{"field": "leadgen", "value": {}}]}))
    jobs.take_in_webhooks()
    (event,) = events()
    assert event.state == webhook.EventState.KEPT
    assert event.error == "item hologram, verb None (x2); unknown page 999"


def test_a_reason_holds_nothing_that_a_person_wrote(page: int, deliver: Deliver) -> None:
    deliver(body(comment(verb="sung", message="ชื่อจริงของผม")))
    jobs.take_in_webhooks()
    (event,) = events()
    assert event.error == "item comment, verb sung"
